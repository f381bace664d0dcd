"""How a call stands on one rubric after what people said of it, and how much it wants an ear."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qa.measures import AGENT_ANNOUNCED_ENDING, AGENT_ENDED_MIDWAY, CUSTOMER_ENDED
from qa.rubric.outcome import Verdict, score_text

if TYPE_CHECKING:
    from sqlite_utils import Database

# What each sign weighs. The order is what matters: a call that fails outright is heard before one
# in which the customer left unhappy, that before a hang-up, that before one hardly judged.
AUTO_FAIL, NO_APOLOGY, HANG_UP, HARDLY_JUDGED, LOST_POINTS = 100.0, 60.0, 50.0, 30.0, 20.0
HARDLY_JUDGED_SHARE = 0.4
RISKS = {
    "auto_fail": "Fails the whole call",
    "no_apology": "Sentiment fell, no apology",
    "hang_up": "Hang-up",
    "hardly_judged": "Much not judged",
    "lost_points": "Points lost",
}


@dataclass(frozen=True)
class Judged:
    """A finding as it stands: its current verdict, its weight in points."""

    criterion: str
    verdict: Verdict
    weight: float
    auto_fail: bool


@dataclass(frozen=True)
class Standing:
    """Points as in Scorecard; `share` is points ÷ out_of, None where nothing was judged.

    `risk` is 0 or more; `why` names what it is made of, the weightiest first (see RISKS).
    """

    points: float
    out_of: float
    not_judged: float
    share: float | None
    failed: tuple[str, ...]
    auto_failed: tuple[str, ...]
    risk: float
    why: tuple[str, ...]

    def score_text(self) -> str:
        return score_text(self.points, self.out_of, self.not_judged)


def stand(findings: Sequence[Judged], ending: str, shape: str) -> Standing:
    """Sum up findings in the rubric's order; `ending` and `shape` are the call's (qa.measures)."""
    points = _weight(findings, Verdict.PASS)
    out_of = points + _weight(findings, Verdict.FAIL)
    not_judged = _weight(findings, Verdict.CANNOT_TELL)
    failed = tuple(f.criterion for f in findings if f.verdict is Verdict.FAIL)
    auto_failed = tuple(f.criterion for f in findings if f.verdict is Verdict.FAIL and f.auto_fail)
    signs = {
        "auto_fail": AUTO_FAIL if auto_failed else 0.0,
        "no_apology": NO_APOLOGY if shape == "declining" and _no_apology(failed) else 0.0,
        "hang_up": HANG_UP if ending in _HANG_UPS else 0.0,
        "hardly_judged": HARDLY_JUDGED if _hardly(not_judged, out_of) else 0.0,
        "lost_points": LOST_POINTS * (1 - points / out_of) if out_of else 0.0,
    }
    why = tuple(sorted((s for s, weight in signs.items() if weight), key=lambda s: -signs[s]))
    share = points / out_of if out_of else None
    risk = round(sum(signs.values()), 3)
    return Standing(points, out_of, not_judged, share, failed, auto_failed, risk, why)


_HANG_UPS = (AGENT_ENDED_MIDWAY, AGENT_ANNOUNCED_ENDING, CUSTOMER_ENDED)


def _weight(findings: Iterable[Judged], verdict: Verdict) -> float:
    return sum(f.weight for f in findings if f.verdict is verdict)


def _no_apology(failed: Iterable[str]) -> bool:
    """Whether a criterion about an apology failed; rubrics name it in its id."""
    return any("apolog" in criterion for criterion in failed)


def _hardly(not_judged: float, out_of: float) -> bool:
    return not_judged > 0 and not_judged >= HARDLY_JUDGED_SHARE * (not_judged + out_of)


def put(db: Database, call: str, rubric: str) -> None:
    """Keep how a scored call stands; within the transaction that changed its findings."""
    rows = db.execute(_FINDINGS, [call, rubric]).fetchall()
    findings = [Judged(c, Verdict(v), weight, bool(auto)) for c, v, weight, auto in rows]
    about = db.execute("SELECT ending, shape, started_at FROM calls WHERE id = ?", [call])
    ending, shape, started_at = about.fetchone()
    reviewed = db.execute(_REVIEWED, [call, rubric]).fetchone()[0]
    values = row(call, rubric, started_at, stand(findings, ending, shape), reviewed)
    db.execute(f"INSERT OR REPLACE INTO standings VALUES ({', '.join('?' * 12)})", values)


def row(call: str, rubric: str, started_at: str, known: Standing, reviewed: int) -> list[Any]:
    """A row of the table of standings; `reviewed` counts the reviews of the call."""
    return [
        *(call, rubric, started_at, known.points, known.out_of, known.not_judged, known.share),
        *(json.dumps(known.failed), json.dumps(known.auto_failed), reviewed),
        *(known.risk, json.dumps(known.why)),
    ]


def standings(db: Database, rubric: str) -> dict[str, Standing]:
    """How every call stands on a rubric that it was scored with, by call id in order."""
    rows = db.query("SELECT * FROM standings WHERE rubric_id = ? ORDER BY call_id", [rubric])
    return {
        r["call_id"]: Standing(
            *(r["points"], r["out_of"], r["not_judged"], r["share"]),
            *(tuple(json.loads(r["failed"])), tuple(json.loads(r["auto_failed"]))),
            *(r["risk"], tuple(json.loads(r["why"]))),
        )
        for r in rows
    }


_FINDINGS = """
SELECT criterion, current, weight, auto_fail FROM findings
WHERE call_id = ? AND rubric_id = ? ORDER BY position
"""
_REVIEWED = "SELECT count(*) FROM reviews WHERE call_id = ? AND rubric_id = ?"
