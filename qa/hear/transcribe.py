"""Pieces of speech → words with times and probabilities: the Transcriber protocol, and Whisper.

Each piece is encoded once; its language is asked, its words are written and their times are found
from that. Whisper's encoder is made for 30 s, but its cost grows faster than the length it is
given, and it reads 19.5 s of speech in 20 s as well; in shorter windows the text suffers.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from qa.call import Word
from qa.errors import ModelError
from qa.hear.audio import RATE
from qa.hear.loops import loops
from qa.hear.packing import PIECE_SECONDS
from qa.hear.threads import cores, jobs, side_by_side

if TYPE_CHECKING:
    from numpy.typing import NDArray

log = logging.getLogger(__name__)

WINDOW_SECONDS = PIECE_SECONDS + 0.5  # what the encoder is given: a piece and some silence
MEL_STEP = 160  # samples
BATCH = 4  # pieces written at once by one job: 8 are no faster and take 0.3 GB more
UNSURE = -0.4  # with a mean log probability below this a wider search is worth its time
QUICK_BEAM, CAREFUL_BEAM = 2, 5
# The smallest models are unsure of nearly every piece of a language that Whisper learned from fewer
# than a thousand hours (Radford et al. 2022, appendix E): there a quick search is for nothing.
SMALLEST = ("tiny", "base")
WELL_KNOWN = frozenset("en zh de es ru fr pt ko ja tr pl it sv nl ca fi id".split())
LATE_SECONDS = 0.08  # Whisper looks at a word so much before it can be heard
UNSPACED = ("zh", "ja", "th", "lo", "my", "km", "yue")
LEADING, TRAILING = "\"'“¿([{-", "\"'.。,，!！?？:：”)]}、"


@dataclass(frozen=True)
class Taken:
    """A piece as the recogniser has taken it in; `seconds` is its length."""

    encoded: Any
    seconds: float


class Transcriber(Protocol):
    """Anything that turns pieces of speech, at most 19.5 s of 16 kHz samples each, into words."""

    name: str
    languages: frozenset[str]

    def take_in(self, pieces: Sequence[NDArray[np.float32]]) -> list[Taken]:
        """Each piece made ready for the two below."""

    def detect(self, taken: Sequence[Taken]) -> list[dict[str, float]]:
        """The probability of every language (ISO 639-1), per piece."""

    def write(self, taken: Sequence[Taken], language: str, *, careful: bool = False) -> list[Text]:
        """What is said in each piece; `careful` takes longer."""

    def translate(self, taken: Sequence[Taken], language: str) -> list[str]:
        """Each piece in English."""


@dataclass(frozen=True)
class Text:
    """The words of a piece, with times in the piece; `sure` is their mean log probability."""

    words: tuple[Word, ...]
    sure: float


class Whisper:
    """faster-whisper's model: int8 on the CPU, float16 on a GPU that works."""

    def __init__(self, folder: Path, name: str, beam: int = QUICK_BEAM):
        self._model = load_whisper(str(folder))
        self.name, self._beam = name, beam
        self.languages = frozenset(self._model.supported_languages)

    def take_in(self, pieces: Sequence[NDArray[np.float32]]) -> list[Taken]:
        return list(side_by_side(self._encode, pieces))

    def _encode(self, piece: NDArray[np.float32]) -> Taken:
        mel = self._model.feature_extractor(piece)[..., :-1]
        frames = round(WINDOW_SECONDS * RATE / MEL_STEP)
        window = np.zeros((1, len(mel), frames), np.float32)
        window[0, :, : mel.shape[1]] = mel[:, :frames]
        encoded = self._model.model.encode(_view(window), to_cpu=True)
        return Taken(np.array(encoded), len(piece) / RATE)

    def detect(self, taken: Sequence[Taken]) -> list[dict[str, float]]:
        if not self._model.model.is_multilingual:
            return [{"en": 1.0} for _ in taken]
        return [own for some in side_by_side(self._detect, self._batches(taken)) for own in some]

    def _detect(self, taken: Sequence[Taken]) -> list[dict[str, float]]:
        found = self._model.model.detect_language(_together(taken))
        return [{code[2:-2]: float(share) for code, share in own} for own in found]

    def write(self, taken: Sequence[Taken], language: str, *, careful: bool = False) -> list[Text]:
        work = partial(self._write, language, careful or self._is_little_known(language))
        return [text for batch in side_by_side(work, self._batches(taken)) for text in batch]

    def _batches(self, taken: Sequence[Taken]) -> list[Sequence[Taken]]:
        """A share for each job, and no more than is written at once."""
        size = min(BATCH, -(-len(taken) // jobs())) or 1
        return [taken[i : i + size] for i in range(0, len(taken), size)]

    def _is_little_known(self, language: str) -> bool:
        return self.name.split(".")[0] in SMALLEST and language not in WELL_KNOWN

    def translate(self, taken: Sequence[Taken], language: str) -> list[str]:
        tokenizer = self._tokenizer(language, "translate")
        work = partial(self._generate, tokenizer=tokenizer, beam_size=CAREFUL_BEAM)
        drafts = [draft for batch in side_by_side(work, self._batches(taken)) for draft in batch]
        return ["" if draft.loops else draft.text.strip() for draft in drafts]

    def _write(self, language: str, careful: bool, taken: Sequence[Taken]) -> list[Text]:
        tokenizer = self._tokenizer(language)
        beam = max(CAREFUL_BEAM, self._beam) if careful else self._beam
        drafts = self._generate(taken, tokenizer, beam_size=beam)
        poor = [i for i, draft in enumerate(drafts) if draft.poor]
        if poor and beam < CAREFUL_BEAM:
            again = self._generate([taken[i] for i in poor], tokenizer, beam_size=CAREFUL_BEAM)
            drafts = _better(drafts, poor, again)
        caught = [i for i, draft in enumerate(drafts) if draft.loops]
        if caught:
            # A decoder caught in a loop gets out of it when it may not repeat itself.
            again = self._generate(
                [taken[i] for i in caught],
                tokenizer,
                beam_size=CAREFUL_BEAM,
                no_repeat_ngram_size=3,
            )
            for i, draft in zip(caught, again, strict=True):
                # One that repeats itself all the same has not heard anything.
                drafts[i] = _Draft([], draft.sure, "") if draft.loops else draft
        return self._timed(taken, drafts, tokenizer, language)

    def _generate(self, taken: Sequence[Taken], tokenizer: Any, **options: Any) -> list[_Draft]:
        from faster_whisper.transcribe import get_suppressed_tokens

        prompt = [*tokenizer.sot_sequence, tokenizer.no_timestamps]
        results = self._model.model.generate(
            _together(taken),
            [prompt] * len(taken),
            max_length=self._model.max_length,
            suppress_tokens=get_suppressed_tokens(tokenizer, [-1]),
            return_scores=True,
            **options,
        )
        drafts = []
        for result in results:
            tokens = [t for t in result.sequences_ids[0] if t < tokenizer.eot]
            # The score is a mean over the tokens; the end of the text is one more of them.
            sure = result.scores[0] * len(tokens) / (len(tokens) + 1)
            drafts.append(_Draft(tokens, sure, tokenizer.decode(tokens)))
        return drafts

    def _timed(
        self, taken: Sequence[Taken], drafts: Sequence[_Draft], tokenizer: Any, language: str
    ) -> list[Text]:
        from faster_whisper.transcribe import merge_punctuations

        frames = [max(1, -(-round(own.seconds * RATE) // MEL_STEP)) for own in taken]
        tokens = [draft.tokens for draft in drafts]
        aligned = self._model.find_alignment(tokenizer, tokens, _together(taken), frames)
        found = []
        for draft, words in zip(drafts, aligned, strict=True):
            merge_punctuations(words, LEADING, TRAILING)
            found.append(Text(tuple(_words(words, language)), draft.sure))
        return found

    @lru_cache(maxsize=8)  # noqa: B019 - a recogniser lives as long as the process
    def _tokenizer(self, language: str, task: str = "transcribe") -> Any:
        from faster_whisper.tokenizer import Tokenizer

        return Tokenizer(
            self._model.hf_tokenizer,
            self._model.model.is_multilingual,
            task=task,
            language=language,
        )


@dataclass(frozen=True)
class _Draft:
    """Tokens as they were generated, before they have times."""

    tokens: list[int]
    sure: float
    text: str

    @cached_property
    def loops(self) -> bool:
        return loops(self.text)

    @property
    def poor(self) -> bool:
        return self.loops or self.sure < UNSURE


def _better(
    drafts: Sequence[_Draft], places: Sequence[int], again: Sequence[_Draft]
) -> list[_Draft]:
    """`drafts` with those at `places` replaced where the second attempt is the surer one."""
    best = list(drafts)
    for place, draft in zip(places, again, strict=True):
        if (not draft.loops, draft.sure) >= (not best[place].loops, best[place].sure):
            best[place] = draft
    return best


def _view(values: NDArray[np.floating[Any]]) -> Any:
    from ctranslate2 import StorageView

    return StorageView.from_array(np.ascontiguousarray(values))


def _together(taken: Sequence[Taken]) -> Any:
    return _view(np.concatenate([own.encoded for own in taken]))


def _words(aligned: Sequence[dict[str, Any]], language: str) -> list[Word]:
    """The recogniser's words without empty ones.

    What the recogniser writes without a space before it belongs to the word before ("high-end",
    "8 a.m."), except in languages that are written without spaces.
    """
    found: list[Word] = []
    for w in aligned:
        text = w["word"].strip()
        start, end = float(w["start"]) + LATE_SECONDS, float(w["end"]) + LATE_SECONDS
        probability = round(float(w["probability"]), 3)
        if not text:
            continue
        if found and language not in UNSPACED and not w["word"].startswith(" "):
            before = found.pop()
            lower = min(before.probability, probability)
            found.append(Word(before.text + text, before.start, end, lower))
        else:
            found.append(Word(text, start, end, probability))
    return found


@lru_cache(maxsize=1)
def load_whisper(folder: str) -> Any:
    """The model, one per process: on a GPU that works, else on the CPU."""
    import ctranslate2

    if ctranslate2.get_cuda_device_count() > 0:
        try:
            known = ctranslate2.get_supported_compute_types("cuda")
            found = open_whisper(folder, "cuda", "float16" if "float16" in known else "float32")
            found.encode(np.zeros((found.feature_extractor.mel_filters.shape[0], 100), np.float32))
        except (RuntimeError, ValueError, OSError) as error:  # the card's libraries are missing
            log.warning("the GPU cannot be used (%s); going on without it", error)
        else:
            return found
    try:
        return open_whisper(folder, "cpu", "int8")
    except (RuntimeError, ValueError, OSError) as error:
        raise ModelError(
            f"the model cannot be loaded: {error}",
            where=folder,
            next_step="fetch it again, or use --model base",
        ) from error


def open_whisper(folder: str, device: str, numbers: str) -> Any:
    """The model on a device ("cpu", "cuda"), with numbers of one kind ("int8", "float16")."""
    from faster_whisper import WhisperModel

    threads = max(1, cores() // jobs())
    return WhisperModel(
        folder, device=device, compute_type=numbers, cpu_threads=threads, num_workers=jobs()
    )
