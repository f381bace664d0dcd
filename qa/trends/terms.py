"""What customers complain of and praise, as words and pairs of words; kept when a call is kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from qa.call import CUSTOMER, UNDETERMINED, Call
from qa.words import normalise_word

COMPLAINT, PRAISE = -1, 1
ANY = ""  # the term that stands for all of a tone
TONES = {COMPLAINT: "complaint", PRAISE: "praise"}
SAD, GLAD = -0.3, 0.4  # from which sentiment on a turn counts as a complaint, as praise
MEANT = 0.5  # and from which probability one that was understood as a complaint does
SHORTEST, MOST = 3, 40  # letters of a word; terms of a call and tone
SHORTEST_UNKNOWN = 6  # where no list says which words are empty, short ones mostly are
REACH = 2  # the words of a pair have at most one empty word between them


@dataclass(frozen=True)
class Remark:
    """A customer's term in a turn: one normalised word, two joined by a space, or nothing: the
    first turn of that tone, which counts the calls."""

    tone: int
    term: str
    turn: int


def remarks(call: Call) -> list[Remark]:
    """The terms of a call's complaints and praise, each once per tone, in order of speaking."""
    about = call.recording.metadata
    trajectory = call.measures.sentiment.get(CUSTOMER) if call.measures else None
    scores = {point.turn: point.score for point in trajectory.points} if trajectory else {}
    acts = call.meanings.acts.get("complaint", ()) if call.meanings else ()
    meant = {act.turn for act in acts if act.probability >= MEANT}
    turns = {t.index: t.text.split() for t in call.turns_of(CUSTOMER)}
    return found(turns, scores, meant, call.language_of(CUSTOMER), (about.agent, about.customer))


def of_body(body: Mapping[str, Any]) -> list[Remark]:
    """Like `remarks`, from the plain data in which a call is kept."""
    about = body["recording"].get("metadata") or {}
    trajectory = ((body.get("measures") or {}).get("sentiment") or {}).get(CUSTOMER) or {}
    scores = {point["turn"]: point["score"] for point in trajectory.get("points", ())}
    acts = ((body.get("meanings") or {}).get("acts") or {}).get("complaint", ())
    meant = {act["turn"] for act in acts if act["probability"] >= MEANT}
    turns = {
        turn["index"]: " ".join(word["text"] for word in turn["words"]).split()
        for turn in body["turns"]
        if turn["speaker"] == CUSTOMER
    }
    names = (about.get("agent"), about.get("customer"))
    own = (body.get("tongues") or {}).get(CUSTOMER, {}).get("code", UNDETERMINED)
    language = body["language"] if own == UNDETERMINED else own
    return found(turns, scores, meant, language, names)


def found(
    turns: Mapping[int, Sequence[str]],
    scores: Mapping[int, float],
    meant: Iterable[int],
    language: str,
    names: Iterable[str | None] = (),
) -> list[Remark]:
    """Like `remarks`, from the customer's words by turn, sentiment by turn, and the turns that
    were understood as complaints; words of `names` are left out."""
    complaints = set(meant)
    own = {normalise_word(word) for name in names for word in (name or "").split()}
    listed = common(language)
    left_out = listed | own
    seen: dict[tuple[int, str], Remark] = {}
    for turn, words in turns.items():
        score = scores.get(turn, 0.0)
        if turn in complaints or score <= SAD:
            tone = COMPLAINT
        elif score >= GLAD:
            tone = PRAISE
        else:
            continue
        seen.setdefault((tone, ANY), Remark(tone, ANY, turn))
        for term in terms(words, left_out, SHORTEST if listed else SHORTEST_UNKNOWN):
            seen.setdefault((tone, term), Remark(tone, term, turn))
    counts = dict.fromkeys(TONES, 0)
    kept = []
    for remark in seen.values():
        counts[remark.tone] += 1
        if counts[remark.tone] <= MOST:
            kept.append(remark)
    return kept


def terms(words: Sequence[str], left_out: Iterable[str], shortest: int = SHORTEST) -> Iterator[str]:
    """The words that say something, and pairs of them that stand close together."""
    empty = frozenset(left_out)
    last, last_at = "", -REACH - 1
    for at, written in enumerate(words):
        word = normalise_word(written)
        if len(word) < shortest or word in empty or any(ch.isdigit() for ch in word):
            continue
        if last and at - last_at <= REACH and word != last:
            yield f"{last} {word}"
        yield word
        last, last_at = word, at


def as_written(words: Sequence[str], term: str) -> str:
    """A term as it was said in these words: accents and capitals, without punctuation."""
    wanted = term.split()
    for at, written in enumerate(words):
        if normalise_word(written) != wanted[0]:
            continue
        ahead = words[at + 1 : at + 1 + REACH] if len(wanted) > 1 else ()
        for step, other in enumerate(ahead, 1):
            if normalise_word(other) == wanted[1]:
                return " ".join(map(_bare, words[at : at + step + 1]))
        if len(wanted) == 1:
            return _bare(written)
    return term


def _bare(word: str) -> str:
    kept = word.strip("\"'“”‘’«».,;:!?؟،؛…()[]-–—")
    return kept if kept.isupper() else kept[:1].lower() + kept[1:]


@cache
def common(language: str) -> frozenset[str]:
    """Normalised words of a language that say nothing of what a call is about; empty for most."""
    import yaml

    text = resources.files(__package__).joinpath("common.yaml").read_text(encoding="utf-8")
    known = yaml.safe_load(text)
    words = known.get(language.partition("-")[0], "").split()
    return frozenset(normalise_word(word) for word in words)
