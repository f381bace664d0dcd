"""The shared phrase lists: in every language, readable, and finding what they should."""

from collections.abc import Iterator

import pytest

from qa.phrasebook import compiled, lookup, phrases_for, shared

LANGUAGES = ("en", "el", "tr", "ar", "fa")
# Per list and language: a sentence that is found, and one that only looks like it.
SENTENCES = {
    "empathy": {
        "en": ("I can really see how frustrating that has been.", "I don't see how that works."),
        "el": (
            "Κατανοώ απόλυτα την αγανάκτησή σας.",
            "Δεν καταλαβαίνω πόσο κοστίζει το πακέτο.",
        ),
        "tr": ("Sizin yerinizde olsam ben de kızardım.", "Şifrenizi nasıl yazdığınızı anlıyorum."),
        "ar": ("أتفهم تماما انزعاجك من التأخير.", "أفهم من كلامك أن الجهاز جديد."),
        "fa": ("کاملا درکتون می‌کنم.", "متوجهم چه مدلی دارید."),
    },
    "blame": {
        "en": (
            "Well, you should have read the terms before signing.",
            "You should have had an email from us, and I am sorry that you did not.",
        ),
        "el": ("Φταίει η αποθήκη, όχι εγώ.", "Δεν φταίει η αποθήκη, δικό μας ήταν το λάθος."),
        "tr": ("Bu tamamen sizin hatanız.", "Bu sizin hatanız değil, bizim hatamız."),
        "ar": ("هذا خطأ المستودع وليس خطأنا.", "هذا خطأ منا ونصلحه اليوم."),
        "fa": ("تقصیر خودتونه که دیر زنگ زدید.", "تقصیر شما نیست، اشتباه از ما بوده."),
    },
    "stonewalling": {
        "en": (
            "There is simply nothing more I can do.",
            "There is nothing to pay, and I can do it today.",
        ),
        "el": ("Δεν μπορώ να κάνω τίποτα άλλο.", "Τίποτα δεν θα χρειαστεί να κάνετε εσείς."),
        "tr": (
            "Maalesef yapabileceğim başka bir şey yok.",
            "Sizin yapacağınız bir işlem kalmadı, ben hallettim.",
        ),
        "ar": ("والله ما بيدي شيء.", "ما في شي عليك، الموضوع انحل."),
        "fa": ("کاری از دستم برنمیاد.", "کاری لازم نیست بکنید، خودم انجام می‌دم."),
    },
    "hostility": {
        "en": ("What is wrong with you?", "What is wrong with your router?"),
        "el": ("Ποιος νομίζεις ότι είσαι;", "Ποιος νομίζετε ότι παρέλαβε το δέμα;"),
        "tr": ("Sen kendini ne sanıyorsun?", "Kendinizi kısaca tanıtır mısınız?"),
        "ar": ("إنت غبي ولا إيه؟", "إنت مشترك معنا من متى؟"),
        "fa": ("خفه شو دیگه.", "خط شما الان اشغال است."),
    },
    "closing": {
        "en": ("Have a lovely evening then.", "I see you have a lovely evening tariff."),
        "el": ("Να έχετε μια καλή συνέχεια.", "Η συνέχεια του συμβολαίου είναι καλή."),
        "tr": ("İyi günler dilerim.", "Hangi günler iyi olur sizin için?"),
        "ar": ("مع السلامة.", "شهادة السلامة مع الجهاز."),
        "fa": ("خدانگهدار، روزتون بخیر.", "روز تحویل بسته کی هست؟"),
    },
    "escalation_request": {
        "en": ("I want to speak to your manager.", "Your manager spoke to me last week."),
        "el": ("Θέλω να μιλήσω με τον προϊστάμενό σας.", "Ο προϊστάμενός σας μου μίλησε χθες."),
        "tr": ("Beni hemen müdürünüze bağlayın.", "Müdürünüz dün beni aramıştı."),
        "ar": ("أبي أكلم المدير الحين.", "المدير كلمني أمس."),
        "fa": ("وصلم کنید به مدیرتون.", "مدیرتون دیروز با من تماس گرفت."),
    },
    "back_channel": {
        "en": ("Mm-hm, I see.", "I see your order here on the screen."),
        "el": ("Μμ, σας ακούω.", "Δεν σας ακούω καθόλου."),
        "tr": ("Hı hı, anladım.", "Ne istediğinizi anlıyorum ama kod gelmedi."),
        "ar": ("اها، معك حق.", "العنوان غير مفهوم عندي."),
        "fa": ("اهوم، گوش می‌دم.", "صداتون رو می‌شنوم، شماره سفارش؟"),
    },
}
CASES = [(name, code) for name, by_code in SENTENCES.items() for code in by_code]


def found(name: str, language: str, sentence: str) -> list[str]:
    """The phrases of a list that fit, less those that only look like it."""
    lists, words = lookup(name, {}), sentence.split()
    wanted, unwanted = (phrases_for(each, language) for each in (lists.wanted, lists.unwanted))
    assert wanted is not None
    excluded = unwanted.find_all(words) if unwanted else []
    return [
        match.phrase
        for match in wanted.find(words)
        if not any(x.first <= match.last and match.first <= x.last for x in excluded)
    ]


def every_phrase() -> Iterator[tuple[str, str, str]]:
    for name, entries in shared().items():
        for code, entry in entries.items():
            for phrase in entry.phrases + entry.but_not:
                yield name, code, phrase


@pytest.mark.parametrize("name", sorted(shared()))
def test_every_list_is_there_in_every_language(name):
    assert sorted(shared()[name]) == sorted(LANGUAGES)
    assert all(entry.about.endswith(".") and entry.phrases for entry in shared()[name].values())


def test_every_phrase_can_be_read_and_stands_once():
    seen = set()
    for name, code, phrase in every_phrase():
        assert compiled((phrase,), code), (name, code, phrase)
        assert (name, code, phrase) not in seen
        seen.add((name, code, phrase))


@pytest.mark.parametrize(("name", "code"), CASES)
def test_a_list_finds_what_means_it(name, code):
    assert found(name, code, SENTENCES[name][code][0])


@pytest.mark.parametrize(("name", "code"), CASES)
def test_a_list_passes_over_what_only_looks_like_it(name, code):
    assert found(name, code, SENTENCES[name][code][1]) == []


def test_sentences_are_there_for_every_language():
    assert all(tuple(by_code) == LANGUAGES for by_code in SENTENCES.values())
