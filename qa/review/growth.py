"""An agent beside their own past: what went well, and how each criterion has gone over time.

Nobody is compared with anybody else here. A change is only called one where so few calls could
hardly show it by chance.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from qa.call import CUSTOMER, Call
from qa.connection import Connection
from qa.rubric.outcome import Line, Scorecard, Verdict
from qa.shares import Share, difference

RECENT_DAYS = 28
FEWEST = 5  # judged calls on either side of a comparison
MOST_PRAISED = 6
BETTER, ABOUT_AS_BEFORE, LESS_OFTEN, TOO_FEW = "better", "about as before", "less often", "too few"
PLEASED = 0.05  # from here on VADER's authors call a text positive
TURNED = ("improving", "dipped-and-recovered")


@dataclass(frozen=True)
class Judged:
    """One verdict on one of the agent's calls; `day` is when the call was."""

    call: str
    day: date
    criterion: str
    passed: bool


@dataclass(frozen=True)
class Growth:
    """How often a criterion passed, of the calls that it was judged in.

    `recent` are the last RECENT_DAYS up to the latest call, `earlier` all before; `weeks` are
    shares per week (Monday, share), oldest first. `change` is BETTER, LESS_OFTEN, ABOUT_AS_BEFORE
    or TOO_FEW.
    """

    criterion: str
    recent: Share
    earlier: Share
    weeks: tuple[tuple[date, Share], ...]
    change: str


@dataclass(frozen=True)
class Praise:
    """Something that went well: a passed criterion with the words that show it and what the rubric
    says to it, or (`criterion` is "") a customer whose mood turned for the better.

    `at` is in seconds, None where no moment shows it.
    """

    call: str
    day: str | None
    criterion: str
    ask: str
    said: str
    quote: str
    at: float | None


def judged(connection: Connection, agent: str, rubric: str) -> list[Judged]:
    """The verdicts as they stand of the calls whose review the agent has opened, oldest first."""
    rows = connection.all(_JUDGED, [rubric, agent])
    return [
        Judged(r["id"], day, r["criterion"], r["current"] == Verdict.PASS)
        for r in rows
        if (day := _day(r["started_at"])) is not None
    ]


def opened_calls(connection: Connection, agent: str, limit: int) -> list[str]:
    """The latest calls whose review the agent has opened."""
    return [row["id"] for row in connection.all(_OPENED, [agent, limit])]


_FROM = """
FROM calls c JOIN places p ON p.call_id = c.id AND p.state = 'released'
JOIN openings o ON o.call_id = c.id
"""
_JUDGED = f"""
SELECT c.id, c.started_at, f.criterion, f.current {_FROM}
JOIN findings f ON f.call_id = c.id AND f.rubric_id = ?
WHERE c.agent = ? AND f.current IN ('pass', 'fail') ORDER BY c.started_at, c.id
"""
_OPENED = f"SELECT c.id {_FROM} WHERE c.agent = ? ORDER BY c.started_at DESC, c.id LIMIT ?"


def growth(verdicts: Sequence[Judged], criteria: Sequence[str]) -> list[Growth]:
    """Each criterion's way, in the order given; those never judged are left out."""
    if not verdicts:
        return []
    since = max(one.day for one in verdicts) - timedelta(days=RECENT_DAYS - 1)
    own = {name: [one for one in verdicts if one.criterion == name] for name in criteria}
    return [_grown(name, found, since) for name, found in own.items() if found]


def overall(found: Sequence[Growth]) -> tuple[Share, Share]:
    """All criteria together: the recent share, and the earlier one."""
    recent, earlier = [one.recent for one in found], [one.earlier for one in found]
    return _sum(recent), _sum(earlier)


def _sum(shares: Sequence[Share]) -> Share:
    return Share(sum(one.part for one in shares), sum(one.n for one in shares))


def _grown(criterion: str, verdicts: Sequence[Judged], since: date) -> Growth:
    recent = _share(one for one in verdicts if one.day >= since)
    earlier = _share(one for one in verdicts if one.day < since)
    by_week: dict[date, list[Judged]] = {}
    for one in verdicts:
        by_week.setdefault(_monday(one.day), []).append(one)
    weeks = tuple((monday, _share(own)) for monday, own in sorted(by_week.items()))
    return Growth(criterion, recent, earlier, weeks, _change(recent, earlier))


def _change(recent: Share, earlier: Share) -> str:
    if min(recent.n, earlier.n) < FEWEST:
        return TOO_FEW
    low, high = difference(recent, earlier)
    if low > 0:
        return BETTER
    return LESS_OFTEN if high < 0 else ABOUT_AS_BEFORE


def standing(machine: Scorecard, card: Scorecard) -> Scorecard:
    """The scorecard as it stands, without the words that spoke for what no longer does."""
    lines = tuple(
        now if now.finding.verdict is was.finding.verdict else _bare(now)
        for was, now in zip(machine.lines, card.lines, strict=True)
    )
    return replace(card, lines=lines)


def _bare(line: Line) -> Line:
    finding = replace(line.finding, evidence=(), moment=None, searched=None)
    return replace(line, finding=finding, coach="")


def praise(calls: Iterable[tuple[Call, Sequence[Scorecard]]]) -> list[Praise]:
    """What went well, the latest calls first; of each criterion the latest that has words to hear.

    `calls` come latest first, with scorecards as they stand.
    """
    found: dict[str, Praise] = {}
    turned: list[Praise] = []
    for call, cards in calls:
        turned += _turned(call)
        for one in (one for card in cards for one in _passed(call, card)):
            kept = found.get(one.criterion)
            if kept is None or (kept.at is None and one.at is not None):
                found[one.criterion] = one
    heard = sorted(found.values(), key=lambda one: one.at is None)
    return [*turned[:2], *heard][:MOST_PRAISED]


def _passed(call: Call, card: Scorecard) -> Iterable[Praise]:
    for line in card.lines:
        finding = line.finding
        if finding.verdict is not Verdict.PASS:
            continue
        quote, at = "", finding.moment
        if finding.evidence:
            quote = call.quote(finding.evidence[0])
            at = call.time_of(finding.evidence[0]).start
        started = call.recording.metadata.started_at
        yield Praise(call.id, started, finding.criterion, line.ask, line.coach, quote, at)


def _turned(call: Call) -> list[Praise]:
    mood = call.measures.sentiment.get(CUSTOMER) if call.measures else None
    if (
        mood is None
        or not mood.points
        or mood.shape not in TURNED
        or (mood.end_level or 0) < PLEASED
    ):
        return []
    later = mood.points[len(mood.points) // 2 :]
    happiest = call.turns[max(later, key=lambda point: point.score).turn]
    day = call.recording.metadata.started_at
    return [Praise(call.id, day, "", "", "", happiest.text, happiest.start)]


def _share(verdicts: Iterable[Judged]) -> Share:
    passed = [one.passed for one in verdicts]
    return Share(sum(passed), len(passed))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _day(started_at: str | None) -> date | None:
    try:
        return date.fromisoformat((started_at or "")[:10])
    except ValueError:
        return None
