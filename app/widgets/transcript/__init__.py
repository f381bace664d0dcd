"""The conversation, word by word, in step with the player."""

from __future__ import annotations

from typing import Any

from app import data, words
from app.data import BACK_CHANNEL, INTERRUPTION, Call, Comment, Overlap, Scorecard, Turn, Verdict
from app.widgets import mending
from app.widgets.component import component

TAGS = {
    INTERRUPTION: "interrupts",
    BACK_CHANNEL: "back-channel",
    "simultaneous_start": "starts together",
    "end_overlap": "overlaps the end",
}
SHOWN = (Verdict.PASS, Verdict.FAIL)
NEAR_SECONDS = 1.0


def transcript(call: Call, cards: list[Scorecard], *, mend: bool = True) -> None:
    """Draw the conversation; the words that verdicts rest on are underlined.

    `mend` lets reviewers comment on turns and correct words.
    """
    may = mend and data.viewer().may(data.Power.REVIEW)
    overlaps = call.measures.overlaps if call.measures else ()
    begun = {o.turn: o for o in overlaps if o.turn is not None and _opens(call, o)}
    mended = _mended(call)
    comments = data.comments(call.id)
    asked = component(__name__, "transcript")(
        key="transcript",
        data={
            "turns": [
                _turn(turn, begun.get(turn.index), mended)
                | {"comments": [_comment(c) for c in comments if c.turn == turn.index]}
                for turn in call.turns
            ],
            "marks": [mark for card in cards for mark in _marks(card)],
            "may": may,
        },
        on_comment_change=_nothing,
        on_correct_change=_nothing,
    )
    if may and asked.comment:
        mending.comment(call, int(asked.comment["turn"]))
    elif may and asked.correct:
        mending.word(call, int(asked.correct["turn"]), int(asked.correct["word"]))


def _nothing() -> None:
    """Components want something to call; what was asked is read where it is drawn."""


def _mended(call: Call) -> dict[tuple[int, int], str]:
    """What the machine heard, by turn and word, where a person corrected it."""
    now, _ = data.edits(call.id)
    first: dict[tuple[int, int], str] = {}
    for edit in now:
        if edit.kind == "word":
            first.setdefault((edit.detail["turn"], edit.detail["word"]), edit.detail["was"])
    return first


def _comment(one: Comment) -> dict[str, str]:
    return {"who": f"{one.by}, {words.day(one.at)}", "text": one.text}


def _opens(call: Call, overlap: Overlap) -> bool:
    """Whether an overlap belongs at the head of its turn: it is a fault, or the turn begins so."""
    turn = call.turns[overlap.turn or 0]
    return overlap.kind == INTERRUPTION or abs(overlap.start - turn.start) < NEAR_SECONDS


def _turn(
    turn: Turn, overlap: Overlap | None, mended: dict[tuple[int, int], str]
) -> dict[str, Any]:
    tag = TAGS[overlap.kind] if overlap else None
    if overlap and overlap.kind == INTERRUPTION:
        tag = f"{tag}, {words.number(overlap.seconds)} s"
    return {
        "speaker": turn.speaker,
        "label": words.speaker(turn.speaker),
        "clock": words.clock(turn.start),
        "start": turn.start,
        "end": turn.end,
        "small": bool(overlap and overlap.kind == BACK_CHANNEL),
        "tag": tag if overlap is None or overlap.certain else f"{tag}?",
        "words": [
            [
                *(w.text, w.start, w.end, round(w.probability, 2), w.doubt),
                mended.get((turn.index, n), ""),
            ]
            for n, w in enumerate(turn.words)
        ],
    }


def _marks(card: Scorecard) -> list[dict[str, Any]]:
    return [
        {
            "turn": span.turn,
            "first": span.first,
            "last": span.last,
            "verdict": line.finding.verdict.value,
            "label": line.ask,
        }
        for line in card.lines
        if line.finding.verdict in SHOWN
        for span in line.finding.evidence
    ]
