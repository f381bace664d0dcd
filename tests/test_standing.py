"""How much a call wants an ear."""

from __future__ import annotations

from qa.rubric.outcome import Verdict
from qa.standing import Judged, stand

PASS, FAIL, OPEN = Verdict.PASS, Verdict.FAIL, Verdict.CANNOT_TELL


def judged(*verdicts: Verdict, auto: bool = False, name: str = "c") -> list[Judged]:
    return [Judged(f"{name}{n}", v, 25, auto) for n, v in enumerate(verdicts)]


def test_points_count_only_what_was_judged() -> None:
    known = stand(judged(PASS, PASS, FAIL, OPEN), "normal", "steady")
    assert (known.points, known.out_of, known.not_judged) == (50, 75, 25)
    assert known.share == 2 / 3
    assert stand([], "normal", "steady").share is None


def test_signs_come_in_their_order() -> None:
    outright = stand(judged(FAIL, auto=True), "normal", "steady")
    unhappy = stand(judged(FAIL, PASS, name="apology_"), "normal", "declining")
    hung_up = stand(judged(PASS), "customer_ended", "steady")
    unsure = stand(judged(OPEN, OPEN, PASS), "normal", "steady")
    lost = stand(judged(FAIL, PASS), "normal", "steady")
    fine = stand(judged(PASS), "normal", "steady")
    ordered = [outright, unhappy, hung_up, unsure, lost, fine]
    assert [k.why[0] if k.why else None for k in ordered] == [
        *("auto_fail", "no_apology", "hang_up", "hardly_judged", "lost_points", None)
    ]
    assert [k.risk for k in ordered] == sorted((k.risk for k in ordered), reverse=True)
    assert fine.risk == 0


def test_an_overturned_fail_is_no_risk_any_more() -> None:
    assert stand(judged(PASS, auto=True), "normal", "steady").risk == 0
