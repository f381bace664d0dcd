"""What customers complain of, found in their words."""

from __future__ import annotations

import pytest

from qa.accounts.people import Role, Viewer
from qa.call import Call
from qa.listing import CallFilter
from qa.review.calibrators import CalibrationDesk
from qa.store import Store
from qa.trends.board import Board
from qa.trends.counts import Slice
from qa.trends.terms import COMPLAINT, PRAISE, as_written, common, found, of_body, remarks, terms
from qa.trends.themes import themes
from tests.trends.conftest import BAD, GOOD, RUBRIC, Keep

LATE = GOOD.replace("late", "late, awful")
NOW = Slice("2026-11-01", "2026-12-01")


def named(found: list) -> list[str]:
    return [theme.name for theme in found]


def test_a_theme_that_comes_up_more_is_rising_and_opens_at_its_moment(
    store: Store, keep: Keep
) -> None:
    for number in range(20):
        keep(
            f"old-{number}",
            BAD if number < 2 else GOOD.replace("late", "late, awful"),
            "2026-10-10",
        )
        keep(
            f"new-{number}",
            BAD if number < 15 else GOOD.replace("late", "late, awful"),
            "2026-11-10",
        )
    first = themes(store.connection, NOW, COMPLAINT)[0]
    assert first.rising
    assert "charged" in " ".join(first.terms)
    assert (first.now.count, first.before.count) == (15, 2)
    assert first.low > 1
    example = first.examples[0]
    assert example.text == store.call(example.call).turns[example.turn].text
    assert example.start == store.call(example.call).turns[example.turn].start


def test_what_stays_the_same_is_not_called_rising(store: Store, keep: Keep) -> None:
    for number in range(12):
        keep(f"old-{number}", BAD, "2026-10-10")
        keep(f"new-{number}", BAD, "2026-11-10")
    found = themes(store.connection, NOW, COMPLAINT)
    assert found
    assert not any(theme.rising or theme.falling for theme in found)


def test_praise_is_found_like_complaints(store: Store, keep: Keep) -> None:
    for number in range(4):
        keep(f"call-{number}", GOOD, "2026-11-10")
    assert any(
        "helpful" in theme.terms or "helpful answer" in theme.terms
        for theme in themes(store.connection, NOW, PRAISE)
    )


def test_the_same_calls_give_the_same_themes(store: Store, keep: Keep) -> None:
    for number in range(6):
        keep(f"call-{number}", BAD, "2026-11-10")
    first = themes(store.connection, NOW, COMPLAINT)
    assert first == themes(store.connection, NOW, COMPLAINT)


@pytest.mark.parametrize(("tone", "field"), [(COMPLAINT, "complaint"), (PRAISE, "praise")])
def test_the_calls_of_a_theme_are_those_that_it_counts(
    store: Store, keep: Keep, tone: int, field: str
) -> None:
    said_elsewhere = BAD.replace("Okay.", "Okay, a wonderful helpful answer, charged twice.")
    for number in range(4):
        keep(f"bad-{number}", BAD, "2026-11-10")
        keep(f"good-{number}", GOOD, "2026-11-30")
        keep(f"agent-{number}", said_elsewhere.replace("charged me twice", "sent"), "2026-11-10")
        keep(f"before-{number}", BAD, "2026-10-31")
    found = themes(store.connection, NOW, tone)
    assert found
    for theme in found:
        where = CallFilter(since=NOW.since, until=NOW.until, **{field: theme.terms[0]})
        assert store.count(where) == theme.now.count


def test_whoever_scores_a_call_blind_is_not_told_that_it_holds_a_complaint(
    store: Store, keep: Keep
) -> None:
    for number in range(4):
        keep(f"call-{number}", BAD, "2026-11-10")
    jo = CalibrationDesk(store, Viewer("Jo", Role.SUPERVISOR))
    jo.begin("November", RUBRIC, ["call-0"], ["Dana", "Jo"])
    dana, kim = (Board(store, Viewer(name, Role.SUPERVISOR)) for name in ("Dana", "Kim"))
    for desk, calls in ((dana, 3), (kim, 4)):
        first = desk.themes(NOW, COMPLAINT)[0]
        assert first.now.count == calls
        where = CallFilter(complaint=first.terms[0])
        assert desk.count(where, rubric=RUBRIC) == calls
        assert ("call-0" in {one.call for one in first.examples}) is (desk is kim)


def test_an_agent_hears_only_of_their_own_calls(store: Store, keep: Keep) -> None:
    for number in range(4):
        keep(f"a-{number}", BAD, "2026-11-10", agent="Alex")
        keep(f"s-{number}", BAD.replace("router", "lantern"), "2026-11-10", agent="Sam")
    alex = Board(store, Viewer("alex", Role.AGENT, "Alex"))
    words = " ".join(term for theme in alex.themes(NOW, COMPLAINT) for term in theme.terms)
    assert "router" in words
    assert "lantern" not in words


def test_names_and_empty_words_are_no_terms() -> None:
    turns = {1: "Alex, I have been charged twice by you, Alex Marin!".split()}
    got = {r.term for r in found(turns, {1: -0.8}, (), "en", ("Alex Marin",))}
    assert got == {"", "charged", "twice", "charged twice"}


@pytest.mark.parametrize(
    ("language", "text", "term"),
    [
        ("en", "I was charged me twice.", "charged twice"),
        ("el", "Με χρεώσατε δύο φορές για τον δρομολογητή", "χρεωσατε"),
        ("tr", "Fatura yanlış kesildi, çok kızgınım", "fatura yanlis"),
        ("ar", "الفاتورة خاطئة جدا", "الفاتوره خاطيه"),
        ("fa", "بسته من گم شده است", "بسته"),
        ("de", "Die Rechnung wurde doppelt abgebucht", "rechnung"),
    ],
)
def test_every_language_gives_terms(language: str, text: str, term: str) -> None:
    got = [r.term for r in found({0: text.split()}, {0: -0.9}, (), language)]
    assert term in got
    assert "me" not in got


def test_a_term_is_shown_as_it_was_said() -> None:
    assert as_written("Με χρεώσατε δύο φορές!".split(), "χρεωσατε δυο") == "χρεώσατε δύο"
    assert as_written("I was Charged me twice.".split(), "charged twice") == "charged me twice"
    assert as_written("My ADSL is down".split(), "adsl") == "ADSL"


def test_a_term_never_jumps_over_two_words() -> None:
    assert "bill wrong" not in set(terms("bill for you wrong".split(), common("en")))
    assert "bill wrong" in set(terms("bill is wrong".split(), common("en")))


def test_the_kept_form_of_a_call_gives_the_same_terms(store: Store, keep: Keep) -> None:
    import json

    call: Call = keep("call", BAD, "2026-11-10")
    body = store.connection.one("SELECT body FROM bodies")
    assert body
    assert of_body(json.loads(body["body"])) == remarks(store.call(call.id))
