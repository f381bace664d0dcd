"""Speak a script and turn it into telephone sound (8 kHz, mu-law)."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace

import numpy as np
from scipy.signal import butter, resample_poly, sosfiltfilt

from tools.script import Script
from tools.timeline import SPEAKERS, Placed, place
from tools.voices import RATE, VOICES, Synthesiser

LINE_RATE = 8000
NOISE_DB = -58.5
MUSIC_DB = -27.0
BAND = butter(4, [300, 3400], "bandpass", fs=RATE, output="sos")
LINE_BAND = butter(4, [300, 3400], "bandpass", fs=LINE_RATE, output="sos")


@dataclass
class Call:
    """A rendered call: a float channel per speaker or one mixed channel, and where things are."""

    script: Script
    channels: dict[str, np.ndarray]
    placed: list[Placed]
    hold: tuple[float, float] | None

    @property
    def seconds(self) -> float:
        """Length of the recording."""
        return len(next(iter(self.channels.values()))) / LINE_RATE


def gain(db: float) -> float:
    """Decibels to a factor."""
    return 10 ** (db / 20)


def seed_of(*parts: object) -> int:
    """A stable seed for anything that can be named."""
    return zlib.crc32("/".join(map(str, parts)).encode())


def telephone(audio: np.ndarray, level: float) -> np.ndarray:
    """Band-pass, resample to 8 kHz, and bring the active speech to ``level`` dBFS."""
    narrow = resample_poly(sosfiltfilt(BAND, audio), LINE_RATE, RATE)
    frame = LINE_RATE // 50
    padded = np.pad(narrow, (0, -len(narrow) % frame)).reshape(-1, frame)
    power = (padded**2).mean(axis=1)
    active = power[power > power.max() * gain(-60)]
    return limit(narrow * gain(level) / np.sqrt(active.mean()))


def limit(audio: np.ndarray, knee: float = 0.5, top: float = 0.85) -> np.ndarray:
    """Bend peaks above ``knee`` so that they stay below ``top``."""
    over = np.maximum(np.abs(audio) - knee, 0)
    bent = knee + (top - knee) * np.tanh(over / (top - knee))
    return np.where(over > 0, np.sign(audio) * bent, audio)


def line_noise(samples: int, seed: int) -> np.ndarray:
    """The faint hiss of a line, so that no channel is digital silence."""
    rng = np.random.default_rng(seed)
    noise = sosfiltfilt(LINE_BAND, rng.standard_normal(samples))
    return noise / np.sqrt((noise**2).mean()) * gain(NOISE_DB + rng.uniform(-1.5, 1.5))


def mu_law(audio: np.ndarray) -> np.ndarray:
    """What is left after a trip through eight-bit mu-law, as 16 bit samples."""
    pcm = np.clip(np.round(audio * 32767), -32635, 32635).astype(np.int32)
    size = np.abs(pcm) + 132
    exponent = np.floor(np.log2(size)).astype(np.int32) - 7
    mantissa = (size >> (exponent + 3)) & 15
    value = (((mantissa << 3) + 132) << exponent) - 132
    return (np.sign(pcm) * value).astype(np.int16)


def hold_music(seconds: float) -> np.ndarray:
    """A small tune of our own: a slow broken chord with a melody on top."""
    beat = 0.42
    chords = ((57, 60, 64), (53, 57, 60), (55, 59, 62), (52, 55, 59))
    tune = (76, 74, 72, 0, 69, 72, 74, 0, 71, 74, 79, 77, 76, 0, 71, 0)
    out = np.zeros(round(seconds * RATE) + RATE * 3)
    for step in range(int(seconds / beat)):
        chord = chords[step // 4 % 4]
        notes = [(chord[step % 3] + 12, 0.6, 1.2), (tune[step % 16], 1.0, 1.6)]
        for pitch, loudness, length in notes:
            if not pitch:
                continue
            t = np.arange(round(length * RATE)) / RATE
            tone = sum(
                np.sin(2 * np.pi * 440 * 2 ** ((pitch - 69) / 12) * k * t) / k**1.6
                for k in (1, 2, 3, 4)
            )
            at = round(step * beat * RATE)
            out[at : at + len(t)] += loudness * tone * np.exp(-3.2 * t) * np.minimum(t / 0.008, 1)
    out = out[: round(seconds * RATE)]
    ramp = RATE // 2
    out[:ramp] *= np.linspace(0, 1, ramp)
    out[-ramp:] *= np.linspace(1, 0, ramp)
    return out


def render(script: Script, synthesiser: Synthesiser) -> Call:
    """Speak a script and lay it out on the line."""
    lang = script.head["lang"]
    pace = float(script.head.get("pace", "1"))
    voices = {
        speaker: replace(VOICES[name], pace=VOICES[name].pace * pace)
        for speaker, name in script.voices.items()
    }
    spoken = [
        synthesiser.say(
            turn.text,
            turn.tail,
            lang,
            voices[turn.speaker],
            seed_of(script.name, turn.number),
        )
        for turn in script.turns
    ]
    placed = place(script, spoken)
    close = float(script.head.get("close", "0.9"))
    samples = round((max(p.end for p in placed) + close) * LINE_RATE)
    tracks = {speaker: np.zeros(samples) for speaker in SPEAKERS}
    for turn, utterance, where in zip(script.turns, spoken, placed, strict=True):
        level = voices[turn.speaker].level
        level -= 3 if turn.overlap == "back-channel" else 0
        _add(tracks[turn.speaker], telephone(utterance.audio, level), where.start)
    hold = None
    if script.hold:
        before = max(p.end for p in placed[: script.hold - 1])
        hold = (round(before + 1.0, 3), round(placed[script.hold - 1].start - 0.7, 3))
        music = telephone(hold_music(hold[1] - hold[0]), MUSIC_DB)
        _add(tracks["agent"], music, hold[0])
    if not script.stereo:
        tracks = {"mixed": limit(tracks["agent"] + tracks["customer"])}
    channels = {
        name: mu_law(track + line_noise(samples, seed_of(script.name, name)))
        for name, track in ((name, tracks[name]) for name in script.layout)
    }
    return Call(script, channels, placed, hold)


def _add(track: np.ndarray, audio: np.ndarray, start: float) -> None:
    """Mix ``audio`` into ``track`` from ``start`` seconds on."""
    at = round(start * LINE_RATE)
    audio = audio[: len(track) - at]
    track[at : at + len(audio)] += audio
