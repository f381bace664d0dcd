"""Agents score themselves, for themselves alone: nothing here is logged, exported or summed up.

What somebody scored is given back to their account alone. It lies in the archive's file, so who may
read that file could find it there: keep the file where only the program reads it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qa.connection import Connection, now
from qa.errors import InputError
from qa.rubric.outcome import Scorecard, Verdict


@dataclass(frozen=True)
class Question:
    """One question of a scorecard without its answer."""

    rubric: str
    rubric_title: str
    section: str
    criterion: str
    ask: str


Answers = Mapping[tuple[str, str], Verdict]  # rubric, criterion → the agent's own verdict


def questions(cards: Sequence[Scorecard]) -> list[Question]:
    """What the scorecards of a call ask, in their order."""
    return [
        Question(card.rubric, card.rubric_title, line.section, line.finding.criterion, line.ask)
        for card in cards
        for line in card.lines
    ]


def keep(
    connection: Connection, call: str, asked: Sequence[Question], answers: Answers, by: str
) -> None:
    """Keep somebody's own verdicts, over earlier ones.

    Raises InputError for an answer to what was not asked.
    """
    known = {(question.rubric, question.criterion) for question in asked}
    if not answers:
        raise InputError("nothing is scored yet", next_step="answer at least one question")
    if not known.issuperset(answers):
        raise InputError("this call has no such question")
    with connection.writing():
        for (rubric, criterion), verdict in answers.items():
            connection.run(
                "INSERT OR REPLACE INTO self_scores VALUES (?, ?, ?, ?, ?, ?)",
                [call, rubric, criterion, verdict, by, now()],
            )


def kept(connection: Connection, call: str, by: str) -> dict[tuple[str, str], Verdict]:
    """What somebody said of their own call; empty when nothing."""
    sql = "SELECT rubric_id, criterion, verdict FROM self_scores WHERE call_id = ? AND by = ?"
    rows = connection.all(sql, [call, by])
    return {(r["rubric_id"], r["criterion"]): Verdict(r["verdict"]) for r in rows}
