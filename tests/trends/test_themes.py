"""What customers complain of, found in their words."""

from __future__ import annotations

import pytest

from qa.accounts.people import Role, Viewer
from qa.call import Call
from qa.store import Store
from qa.trends.board import Board
from qa.trends.counts import Slice
from qa.trends.terms import COMPLAINT, PRAISE, as_written, common, found, of_body, remarks, terms
from qa.trends.themes import themes
from tests.trends.conftest import BAD, GOOD, Keep

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
