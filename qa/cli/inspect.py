"""`inspect`: what the channels of a recording carry, before anybody listens to it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from qa.cli.common import PATHS, data_option, example, print_json
from qa.errors import InputError

if TYPE_CHECKING:
    from qa.hear.condition import Condition
    from qa.recordings import Source


@click.command()
@click.argument("files", nargs=-1, required=True, type=PATHS)
@click.option("--recursive", is_flag=True, help="Look into folders inside folders.")
@data_option
@example("callqa inspect recordings/04-agent-hangs-up.wav")
def inspect(files: tuple[Path, ...], recursive: bool, as_json: bool) -> None:
    """What the channels of recordings carry and what is wrong with them: the same on both, a silent
    one, bleed, clipping, uneven levels, a cut start. Needs no models and keeps nothing."""
    from qa.recordings import find_sources

    rows, bad = [], 0
    for source in find_sources(files, recursive=recursive):
        try:
            row = _row(source)
        except InputError as error:
            bad += 1
            row = {"file": source.label, "error": error.what}
        rows.append(row)
        if not as_json:
            click.echo(_text(row))
    if not rows:
        raise InputError("no recordings here", where=str(files[0]), next_step="give a file")
    if as_json:
        print_json(rows)
    sys.exit(2 if bad == len(rows) else 0)


def _row(source: Source) -> dict[str, Any]:
    """What is told of one recording."""
    from dataclasses import asdict

    from qa.hear.audio import decode
    from qa.hear.condition import examine
    from qa.hear.levels import measure_levels

    sound = decode(source.paths, allow_truncated=True)
    try:
        levels = measure_levels(sound)
        found = examine(sound, levels)
        tops = levels.peak.max(axis=0)
        return {
            "file": source.label,
            "seconds": round(sound.seconds, 3),
            "heard_as": _heard_as(found),
            "channels": [
                {"voice_db": voice, "noise_db": noise, "peak": round(float(top), 3)}
                for voice, noise, top in zip(found.voice_db, found.noise_db, tops, strict=True)
            ],
            "overlap": "measured" if found.sides_apart else "estimated",
            "troubles": [asdict(own) for own in found.troubles],
        }
    finally:
        sound.close()


def _heard_as(found: Condition) -> str:
    return "a side on each channel" if found.layout.separate else "one channel that all share"


def _text(row: dict[str, Any]) -> str:
    from qa.render import clock

    if "error" in row:
        return f"✗ {row['file']}: {row['error']}"
    lines = [f"{row['file']}  {clock(row['seconds'])}  {row['heard_as']}"]
    lines += [_channel(name, own) for name, own in _named(row["channels"])]
    lines += [f"  ! {own['text']}" for own in row["troubles"]]
    if row["overlap"] == "estimated":
        lines.append("  Speech at the same time can only be estimated.")
    return "\n".join(lines)


def _named(channels: Sequence[dict[str, float]]) -> list[tuple[str, dict[str, float]]]:
    names = ("left", "right") if len(channels) == 2 else ("all",)
    return list(zip(names, channels, strict=True))


def _channel(name: str, own: dict[str, float]) -> str:
    return (
        f"  {name:5}  voice {own['voice_db']:.0f} dBFS, noise {own['noise_db']:.0f} dBFS, "
        f"peak {own['peak']:.2f}"
    )
