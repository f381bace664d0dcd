"""Themes in what customers say: terms of their complaints (or praise) that belong together.

The terms of every complaint are kept when a call is (qa.trends.terms). Here the most common ones
of a period, and those that rose most against the time before, are taken; a term joins a theme
with whose first term it mostly occurs. How a theme moved is the log of the odds of a call holding
it, now against before, with half a call added everywhere (Haldane 1956, Anscombe 1956); it counts
as rising or falling when that is beyond chance for all the themes that were looked at together
(Bonferroni). Nothing is learned and nothing random: the same calls give the same themes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import exp, log, sqrt
from statistics import NormalDist

from qa.connection import Connection
from qa.listing import EVERYTHING, Scope
from qa.shares import Z
from qa.trends.counts import Slice, conditions
from qa.trends.rates import Rate
from qa.trends.terms import ANY, COMPLAINT, as_written

CANDIDATES = 60  # terms that are looked at more closely
THEMES = 12
FEWEST = 3  # calls that hold a term
TOGETHER = 0.5  # share of a term's calls in which the theme's first term occurs too
EXAMPLES = 3
GROUPED_DAYS = 56  # which terms belong together is seen from the latest calls
SURE = 0.05


@dataclass(frozen=True)
class Example:
    """A turn in which a theme comes up; `start` in seconds."""

    call: str
    turn: int
    start: float
    text: str


@dataclass(frozen=True)
class Theme:
    """`terms` that come up together; the first names the theme, and `now` and `before` are the
    calls that hold it, of those with a complaint (or praise). `ratio` is that of the odds, with its
    95 % interval. `rising` and `falling` are beyond chance."""

    name: str
    terms: tuple[str, ...]
    now: Rate
    before: Rate
    ratio: float
    low: float
    high: float
    rising: bool
    falling: bool
    examples: tuple[Example, ...]


def themes(
    connection: Connection, where: Slice, tone: int = COMPLAINT, scope: Scope = EVERYTHING
) -> list[Theme]:
    """The themes of these calls' complaints or praise, those that rise first, then by calls."""
    earlier = where.before()
    counts = _counts(connection, where, tone, scope)
    counts_before = _counts(connection, earlier, tone, scope, fewest=1)
    total, total_before = counts.pop(ANY, 0), counts_before.pop(ANY, 0)
    rates = {
        term: (Rate(count, total), Rate(counts_before.get(term, 0), total_before))
        for term, count in counts.items()
    }
    chosen = _candidates(rates)
    critical = NormalDist().inv_cdf(1 - SURE / (2 * max(1, len(chosen))))
    chosen.sort(key=lambda term: _weight(term, rates, critical))
    lately = max(where.since, _earlier(where.until, GROUPED_DAYS))
    holding = _holding(connection, replace(where, since=lately), tone, scope, chosen)
    groups = _grouped(chosen, holding)
    found = [_theme(members, *rates[members[0]], critical) for members in groups]
    found.sort(key=lambda theme: (not theme.rising, -theme.now.count, theme.terms))
    return [_with_examples(connection, t, where, tone, scope) for t in found[:THEMES]]


def odds(now: Rate, before: Rate) -> tuple[float, float]:
    """The log of the ratio of the odds, and its standard error."""
    a, b = now.count + 0.5, now.n - now.count + 0.5
    c, d = before.count + 0.5, before.n - before.count + 0.5
    return log(a / b) - log(c / d), sqrt(1 / a + 1 / b + 1 / c + 1 / d)


def _theme(members: Sequence[str], now: Rate, before: Rate, critical: float) -> Theme:
    change, error = odds(now, before)
    reach = Z * error
    sure = before.n > 0 and abs(change) > critical * error
    return Theme(
        members[0],
        tuple(members),
        now,
        before,
        exp(change),
        exp(change - reach),
        exp(change + reach),
        sure and change > 0,
        sure and change < 0,
        (),
    )


def _from(where: Slice, tone: int, scope: Scope) -> tuple[str, list[object]]:
    """Remarks of a slice; calls are joined only where something of them is asked.

    Those that the viewer scores blind are left out: that one holds a complaint is a verdict, too.
    """
    clause, values = conditions(where, scope, verdicts=False)
    if scope.blind:
        clause += f" AND call_id NOT IN ({', '.join('?' * len(scope.blind))})"
        values += scope.blind
    named = where.agent or where.team or where.queue or where.language or scope.agent
    if not named:
        return f"remarks t WHERE t.tone = ? AND {clause}", [tone, *values]
    joined = clause.replace("t.day", "r.day")
    # The calls are few, so each is looked up; the plus keeps the days' index from being used.
    joined = joined.replace("r.day", "+r.day")
    return f"calls t JOIN remarks r ON r.call_id = t.id WHERE +r.tone = ? AND {joined}", [
        tone,
        *values,
    ]


def _counts(
    connection: Connection, where: Slice, tone: int, scope: Scope, fewest: int = FEWEST
) -> dict[str, int]:
    """In how many calls each term comes up, of those in at least `fewest`."""
    source, values = _from(where, tone, scope)
    sql = f"SELECT term, count(*) AS n FROM {source} GROUP BY term HAVING n >= ?"
    return {row["term"]: row["n"] for row in connection.all(sql, [*values, fewest])}


Rates = Mapping[str, tuple[Rate, Rate]]


def _candidates(rates: Rates) -> list[str]:
    """The terms to look at: the most common, and those that rose most surely."""
    common = sorted(rates, key=lambda t: (-rates[t][0].count, t))[: CANDIDATES // 2]
    rose = sorted(rates, key=lambda t: (-_rise(*rates[t]), t))[: CANDIDATES // 2]
    return sorted({*common, *rose})


def _rise(now: Rate, before: Rate) -> float:
    """By how many standard errors a term rose; 0 where there is no time before."""
    if not before.n:
        return 0.0
    change, error = odds(now, before)
    return change / error


def _weight(term: str, rates: Rates, critical: float) -> tuple[float, int, str]:
    """What comes first names a theme: a term that rose beyond chance, then a common one."""
    rise = _rise(*rates[term])
    return (-rise if rise > critical else 0.0, -rates[term][0].count, term)


def _earlier(day: str, days: int) -> str:
    return (date.fromisoformat(day) - timedelta(days=days)).isoformat()


def _holding(
    connection: Connection, where: Slice, tone: int, scope: Scope, terms: Sequence[str]
) -> dict[str, set[str]]:
    """The calls that hold each term."""
    if not terms:
        return {}
    source, values = _from(where, tone, scope)
    marks = ", ".join("?" * len(terms))
    sql = f"SELECT term, call_id AS call FROM {source} AND term IN ({marks})"
    found: dict[str, set[str]] = {}
    for row in connection.all(sql, [*values, *terms]):
        found.setdefault(row["term"], set()).add(row["call"])
    return found


def _grouped(terms: Sequence[str], holding: Mapping[str, set[str]]) -> list[list[str]]:
    """Terms that mostly occur together, the one that names them first: a pair where there is one.

    The commonest free term begins a theme; a term joins the first theme with which it shares most
    of its calls.
    """
    groups: list[list[str]] = []
    for term in terms:
        calls = holding.get(term, set())
        home = next((g for g in groups if _belongs(term, calls, g, holding)), None)
        if home is None:
            groups.append([term])
        else:
            home.append(term)
    return [_named(group, holding) for group in groups]


def _belongs(
    term: str, calls: set[str], group: Sequence[str], holding: Mapping[str, set[str]]
) -> bool:
    first = group[0]
    theirs = holding.get(first, set())
    if set(term.split()) & set(first.split()):
        return True
    shared = len(calls & theirs)
    return bool(shared) and shared >= TOGETHER * max(len(calls), len(theirs))


def _named(group: list[str], holding: Mapping[str, set[str]]) -> list[str]:
    """The group with a pair in front that covers at least half of its first word's calls."""
    pairs = [term for term in group if " " in term]
    size = {term: len(holding.get(term, ())) for term in group}
    best = max(pairs, key=lambda term: (size[term], term), default=None)
    if best and size[best] * 2 >= size[group[0]]:
        return [best, *(term for term in group if term != best)]
    return group


def _with_examples(
    connection: Connection, theme: Theme, where: Slice, tone: int, scope: Scope
) -> Theme:
    source, values = _from(where, tone, scope)
    sql = f"""
    SELECT x.call, x.turn, u.start, u.text FROM (
        SELECT call_id AS call, turn FROM {source} AND term = ?
        ORDER BY {"r.day" if source.startswith("calls") else "t.day"} DESC, call_id LIMIT ?) x
    JOIN turns u ON u.call_id = x.call AND u.number = x.turn
    """
    rows = connection.all(sql, [*values, theme.name, EXAMPLES])
    examples = tuple(Example(r["call"], r["turn"], r["start"], r["text"]) for r in rows)
    name = as_written(examples[0].text.split(), theme.name) if examples else theme.name
    return replace(theme, name=name, examples=examples)
