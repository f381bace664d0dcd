"""What is meant, in other words; and that it does not hang on who says it or how."""

import re
from functools import cache

import pytest
from pydantic import TypeAdapter

from qa.formats import script
from qa.meaning import understand
from qa.meaning.neutral import neutral
from qa.rubric.checks import AnyCheck
from qa.rubric.checks.base import Scope, evaluate
from qa.rubric.load import find, load
from qa.rubric.outcome import Verdict
from qa.rubric.score import score
from tests.conftest import ROOT

CHECK = TypeAdapter(AnyCheck)
DEV = sorted((ROOT / "benchmarks" / "calls" / "dev").glob("*.call"))


def verdict(check, call):
    return evaluate(CHECK.validate_python(check), call, Scope()).verdict


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We let you down there, and I hope you'll forgive us for it.", Verdict.PASS),
        ("Could I have your account number, please?", Verdict.FAIL),
    ],
)
def test_an_apology_is_known_without_the_word_sorry(say, text, expected):
    call = say(f"customer: My parcel was left in the rain.\nagent: {text}")
    assert verdict({"kind": "meaning", "means": "apology"}, call) is expected


def test_the_evidence_is_the_sentence_that_shows_it(say):
    call = say(
        "customer: My parcel was left in the rain.\n"
        "agent: Okay. I am so sorry that this happened to you. What is the order number?"
    )
    check = CHECK.validate_python({"kind": "meaning", "means": "apology"})
    outcome = evaluate(check, call, Scope())
    assert [call.quote(span) for span in outcome.evidence] == [
        "I am so sorry that this happened to you."
    ]


def test_a_language_that_was_not_learned_is_cannot_tell(say):
    call = say("# lang: sv\nagent: Förlåt så mycket.")
    assert verdict({"kind": "meaning", "means": "apology"}, call) is Verdict.CANNOT_TELL


def test_meaning_can_be_shown_by_examples(say):
    check = {
        "kind": "meaning",
        "like": [
            "We deliver to your door free of charge.",
            "There is no delivery fee on this order.",
            "Shipping costs you nothing.",
            "You won't pay anything for the delivery.",
        ],
        "unlike": ["The delivery fee is five pounds.", "When should we deliver it?"],
    }
    assert verdict(check, say("agent: Delivery is free, you pay nothing.")) is Verdict.PASS
    assert verdict(check, say("agent: Good morning, how are you?")) is Verdict.FAIL


def test_names_titles_gender_and_accents_disappear():
    common = frozenset("can i help you he she likes the colour color".split())
    texts = [
        "Can I help you, Mr Okafor? He likes the colour.",
        "Can I help you? She likes the color.",
    ]
    one, two = (neutral(text.split(), "en", common) for text in texts)
    assert "Okafor" not in one
    assert one.replace(", Name", "") == two


# What is exchanged in every call: people's names, forms of address, gendered words, spellings.
SWAPS = {
    "names": {"Fraser": "Oluwaseun", "Precious": "Mehmet", "Jasmine": "Dmitri", "Orla": "Ngozi"},
    "gender": {"he": "she", "she": "he", "him": "them", "wife": "husband", "daughter": "son"},
    "address": {"Mr": "Mrs", "Mrs": "Mr", "sir": "madam", "madam": "sir"},
    # Phrase lists are not blind to every accent: "no" spelled "nae" hides a phrase from them.
    "accents": {"yes": "aye", "you": "ye", "colour": "color", "going": "goin'"},
}


@pytest.mark.parametrize("name", SWAPS)
def test_who_speaks_and_how_changes_no_verdict(name):
    pattern = re.compile(rf"\b({'|'.join(SWAPS[name])})\b")
    flips = []
    for path in DEV:
        lines = path.read_text(encoding="utf-8").splitlines()
        swapped = [
            line if line.startswith("#") else pattern.sub(lambda m: SWAPS[name][m[0]], line)
            for line in lines
        ]
        before, after = (_learned_verdicts("\n".join(text)) for text in (lines, swapped))
        flips += [(path.stem, key) for key in before if before[key] != after[key]]
    assert flips == []


@cache
def _learned_verdicts(text):
    call = script.to_call(script.parse(text))
    # Without no_interrupting: a longer word moves the clock of a script, and with it an overlap.
    kept = ("no_hang_up", "apology_given", "commitment_made")
    card = score(load(find("essentials")), understand(call))
    return {c: card.line(c).finding.verdict for c in kept}
