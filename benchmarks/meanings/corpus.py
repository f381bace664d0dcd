"""The training texts: labelled scripts and single utterances, as rows of features."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from multiprocessing import Pool
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sparse

from benchmarks.meanings import acts
from qa.call import Call
from qa.formats import script
from qa.meaning.detect import turns
from qa.meaning.features import HASHED, Features, features
from qa.meaning.pieces import Piece, pieces
from qa.words import normalise_word

CALLS = Path(__file__).parents[1] / "calls"
SETS = ("train", "dev", "dev_multi", "fresh")
UTTERANCES = Path(__file__).parent / "utterances"


@dataclass
class Text:
    """A call or an utterance with what is known of its turns.

    `fold` keeps together what one writer wrote at one time. `known` are the acts that the text
    says anything about (None: all), `marks` the turns (indices) in which they are done.
    """

    name: str
    fold: str
    call: Call
    labels: dict[str, str]
    marks: dict[str, frozenset[int]]
    known: frozenset[str] | None = None


def texts() -> list[Text]:
    """Everything that is trained on."""
    return [text for name in SETS for text in scripts(name)] + utterances()


def scripts(name: str) -> list[Text]:
    """The labelled scripts of a set."""
    return [_script(path, name) for path in sorted((CALLS / name).rglob("*.call"))]


def _script(path: Path, name: str) -> Text:
    parsed = script.parse(path.read_text(encoding="utf-8"), str(path))
    call = script.to_call(parsed, path.stem)
    marks = {}
    for act, (speaker, source, kind) in acts.ACTS.items():
        if kind == "closing":
            marks[act] = _closing(call, parsed.head.get("end", "normal"), speaker)
        elif kind == "tag" or parsed.labels.get(source) == kind:
            marks[act] = parsed.marks.get(source, frozenset())
    known = None
    if parsed.labels.get("apology_given") == "na":  # whatever is told there, it is no complaint
        marks["complaint"] = frozenset()
    if "tags" not in parsed.head:  # labels only
        known = frozenset(
            act
            for act, (_, source, kind) in acts.ACTS.items()
            if kind != "tag" and (source in parsed.labels or not source)
        )
    fold = f"{name} {_writing(path) if name == 'train' else call.language}"
    return Text(path.stem, fold, call, dict(parsed.labels), marks, known)


def _writing(path: Path) -> str:
    """What was written together: the letters of a name; where one writer wrote all scripts of a
    language, the first and the second half."""
    letters = path.stem.rstrip("0123456789")
    if letters != path.parent.name:
        return letters
    own = sorted(path.parent.glob(f"{letters}*.call"))
    return f"{letters}, half {1 + (own.index(path) >= len(own) / 2)}"


def _closing(call: Call, end: str, speaker: str) -> frozenset[int]:
    if end != "normal":
        return frozenset()
    late = call.turns[-acts.CLOSING_TURNS :]
    return frozenset([t.index for t in late if t.speaker == speaker][-1:])


def utterances() -> list[Text]:
    """Single utterances, each known to do one thing or not to do it; a file per language."""
    return [
        _utterance(line, path.stem, number)
        for path in sorted(UTTERANCES.glob("*.tsv"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines())
    ]


def _utterance(line: str, language: str, number: int) -> Text:
    name, answer, before, text = line.split("\t")
    act = acts.UTTERANCES.get(name, name)
    speaker = acts.ACTS[act][0]
    other = "customer" if speaker == "agent" else "agent"
    written = f"# lang: {language}\n{other}: {before or 'Okay.'}\n{speaker}: {text}\n"
    call = script.to_call(script.parse(written), f"u{number}")
    marks = {act: frozenset({1} if answer == "yes" else ())}
    fold = f"utterances-{language}{number % 5}"
    return Text(f"u-{language}{number}", fold, call, {}, marks, frozenset({act}))


@dataclass
class Rows:
    """One speaker's sentences in all texts.

    `dense` and `hashed` are features per sentence, `turn` the row of its turn; `truth` and
    `known` have a row per turn and a column per act; `text` is the index of the turn's text.
    """

    dense: np.ndarray
    hashed: sparse.csr_matrix
    turn: np.ndarray
    truth: np.ndarray
    known: np.ndarray
    text: np.ndarray


def common(texts: list[Text]) -> frozenset[str]:
    """The words that stand in small letters somewhere: whatever else has a capital is a name."""
    words = (word.text for text in texts for turn in text.call.turns for word in turn.words)
    found = {normalise_word(word) for word in words if word[:1].islower()}
    return frozenset(found | {"i", "im", "ill", "ive", "id", "oh", "ok"})


def rows(texts: list[Text], speaker: str, words: frozenset[str]) -> Rows:
    """The features and truths of one speaker; `words` as `common` gives them."""
    done = acts.of(speaker)
    dense, places, weights, lengths, turn, truth, known, owner = [], [], [], [], [], [], [], []
    looked = side_by_side(partial(_looked_at, speaker, words), texts)
    for number, (text, (own, found)) in enumerate(zip(texts, looked, strict=True)):
        dense.append(found.dense)
        for place, weight in found.hashed:
            places.append(place)
            weights.append(weight)
            lengths.append(len(place))
        for slice_ in turns(own):
            index = own[slice_.start].turn
            turn += [len(truth)] * (slice_.stop - slice_.start)
            truth.append([index in text.marks.get(act, ()) for act in done])
            known.append([text.known is None or act in text.known for act in done])
            owner.append(number)
    pointer = np.concatenate([[0], np.cumsum(lengths)])
    hashed = sparse.csr_matrix(
        (np.concatenate(weights), np.concatenate(places), pointer), shape=(len(lengths), HASHED)
    )
    return Rows(
        np.vstack(dense),
        hashed,
        np.array(turn),
        np.array(truth, np.float32),
        np.array(known, np.float32),
        np.array(owner),
    )


def _looked_at(speaker: str, words: frozenset[str], text: Text) -> tuple[list[Piece], Features]:
    own = pieces(text.call, speaker, words)
    return own, features(own, text.call.language)


def side_by_side(work: Callable[[Any], Any], items: Sequence[Any]) -> Iterator[Any]:
    """The results in order, worked out by a process per core."""
    with Pool() as pool:
        yield from pool.imap(work, items, chunksize=max(1, len(items) // 500))
