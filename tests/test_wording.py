"""Suggested wording: every situation in every language, and what customers say points to it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from qa import wording
from qa.call import Call
from qa.phrasebook import compiled

SAID = {
    "en": {
        "behaviour": "She hung up on me yesterday.",
        "missing_information": "Nobody told me about the fee.",
        "wrong_terms": "I was charged twice for it.",
        "slow_response": "I have been waiting for three weeks.",
        "complex_problem": "It keeps dropping every evening.",
        "deadlock": "I want to speak to your manager.",
    },
    "el": {
        "behaviour": "Η υπάλληλος ήταν αγενέστατη.",
        "missing_information": "Κανείς δεν μου είπε τίποτα.",
        "wrong_terms": "Με χρέωσαν δύο φορές.",
        "slow_response": "Περιμένω εδώ και τρεις εβδομάδες.",
        "deadlock": "Θέλω να μιλήσω με τον υπεύθυνο.",
    },
    "tr": {
        "behaviour": "Telefonu yüzüme kapattı.",
        "missing_information": "Kimse bana söylemedi.",
        "wrong_terms": "İki kere para çekildi.",
        "slow_response": "Üç haftadır bekliyorum.",
        "deadlock": "Müdürünüzle görüşmek istiyorum.",
    },
    "ar": {
        "behaviour": "أغلق الخط في وجهي",
        "missing_information": "لم يخبرني أحد بذلك",
        "wrong_terms": "خصمتم من حسابي مرتين",
        "slow_response": "أنتظر منذ ثلاثة أيام",
        "deadlock": "أريد أن أتحدث مع المدير",
    },
    "fa": {
        "behaviour": "تلفن را روی من قطع کردند",
        "missing_information": "هیچ‌کس به من نگفت",
        "wrong_terms": "دو بار از حسابم کم شده",
        "slow_response": "سه هفته است منتظرم",
        "deadlock": "می‌خواهم با مدیرتان صحبت کنم",
    },
}
CASES = [(code, name, text) for code, said in SAID.items() for name, text in said.items()]


@pytest.mark.parametrize(("code", "name", "text"), CASES)
def test_what_a_customer_says_points_to_its_situation(code: str, name: str, text: str) -> None:
    found = [s.id for s in wording.situations(code).values() if compiled(s.heard).matches(text)]
    assert found == [name]


@pytest.mark.parametrize("code", wording.languages())
def test_every_language_has_every_situation_with_sentences_to_say(code: str) -> None:
    assert list(wording.situations(code)) == list(wording.situations("en"))
    for situation in wording.situations(code).values():
        assert situation.title
        assert situation.about
        assert len(situation.say) >= 3


def test_a_call_names_its_situations_with_the_customers_own_words(
    say: Callable[..., Call],
) -> None:
    call = say(
        "agent: I have been waiting for three weeks too.\n"
        "customer: Nobody told me about the fee and nobody called me back.\n"
    )
    found = wording.heard(call)
    assert {one.situation for one in found} == {"missing_information", "slow_response"}
    assert all(call.turns[span.turn].speaker == "customer" for o in found for span in o.spans)


def test_a_language_without_wording_gets_the_english_and_no_guess(say: Callable[..., Call]) -> None:
    call = say("# lang: de\ncustomer: Nobody told me.\nagent: Ja.\n")
    assert wording.heard(call) == []
    assert wording.situations("de") == wording.situations("en")
