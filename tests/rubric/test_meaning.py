"""What is meant, in other words; and that it does not hang on who says it or how."""

import re
from functools import cache

import pytest
from pydantic import TypeAdapter

from qa.formats import script
from qa.meaning import understand
from qa.meaning.gloss import gloss
from qa.meaning.neutral import neutral
from qa.measure import measure
from qa.rubric.checks import AnyCheck
from qa.rubric.checks.base import Scope, evaluate
from qa.rubric.load import load, rubrics_folder
from qa.rubric.outcome import Verdict
from qa.rubric.score import score
from tests.conftest import ROOT

CHECK = TypeAdapter(AnyCheck)
DEV = sorted((ROOT / "benchmarks" / "calls").glob("dev*/*.call"))
RUBRICS = [load(path) for path in sorted(rubrics_folder().glob("*.yaml"))]


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


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("el", "Λυπάμαι πάρα πολύ για την ταλαιπωρία."),
        ("tr", "Yaşadığınız sıkıntı için çok özür dilerim."),
        ("ar", "أعتذر منك جدا على التأخير."),
        ("fa", "بابت این مشکل واقعاً عذرخواهی می‌کنم."),
    ],
)
def test_an_apology_is_known_in_every_language_through_its_gloss(say, language, text):
    assert gloss(text, language).isascii()
    call = say(f"# lang: {language}\ncustomer: …\nagent: {text}")
    assert verdict({"kind": "meaning", "means": "apology"}, call) is Verdict.PASS


def test_the_longest_form_of_a_glossary_wins_and_unknown_words_are_left_out():
    assert gloss("δεν γίνεται ξυζζζ", "el") != gloss("γίνεται", "el")
    assert gloss("ξυζζζ", "el") == ""
    assert gloss("as it is", "en") == "as it is"


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


# What is exchanged in every development call: people's names, gendered words, forms of address and
# courtesy, accents' spellings. None of it may change any verdict of any rubric.
SWAPS = {
    "names": {"Fraser": "Oluwaseun", "Precious": "Mehmet", "Jasmine": "Dmitri", "Orla": "Ngozi"},
    "gender": {"he": "she", "she": "he", "him": "them", "wife": "husband", "daughter": "son"},
    "address": {
        "Mr": "Mrs",
        "Mrs": "Mr",
        "sir": "madam",
        "madam": "sir",
        "mate": "sir",
        "ma'am": "",
    }
    | {
        "κύριε": "κυρία",
        "κυρία": "κύριε",
        "Bey": "Hanım",
        "Hanım": "Bey",
        "beyefendi": "hanımefendi",
    }
    | {"آقا": "خانم", "خانم": "آقا", "حضرتك": "سيدتي", "سيدي": "سيدتي", "فندم": "مدام"},
    "courtesy": {
        "please": "",
        "Please": "",
        "kindly": "",
        "παρακαλώ": "",
        "lütfen": "",
        "لطفا": "",
    },
    "accents": {"yes": "aye", "you": "ye", "your": "yer", "the": "de", "no": "nae", "this": "dis"}
    | {"that": "dat", "my": "ma", "with": "wi", "colour": "color", "going": "goin'"},
}


@pytest.mark.parametrize("name", SWAPS)
def test_who_speaks_and_how_changes_no_verdict(name):
    swap = SWAPS[name]
    pattern = re.compile(rf"\b({'|'.join(swap)})\b")
    flips = []
    for path in DEV:
        lines = path.read_text(encoding="utf-8").splitlines()
        swapped = [
            line if line.startswith("#") else _swapped(line, pattern, swap) for line in lines
        ]
        before, after = (_verdicts("\n".join(text)) for text in (lines, swapped))
        flips += [(path.stem, key) for key in before if before[key] != after[key]]
    assert flips == []


def _swapped(line, pattern, swap):
    head, _, text = line.partition(": ")
    return f"{head}: {pattern.sub(lambda match: swap[match[0]], text)}"


@cache
def _verdicts(text):
    parsed = script.parse(text)
    call = measure(understand(script.to_call(parsed)))
    lines = [line for rubric in RUBRICS for line in score(rubric, call).lines]
    # A longer word moves the clock of a script, and with it what overlaps.
    timed = ("no_interrupting", "heat_hear")
    found = {line.finding.criterion: line.finding.verdict for line in lines}
    return {key: verdict for key, verdict in found.items() if key not in timed}
