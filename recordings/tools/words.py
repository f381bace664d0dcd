"""Words as they are compared: digits spelled out, no case, accents or punctuation."""

from __future__ import annotations

import re
import unicodedata

SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
).split()
TENS = "_ _ twenty thirty forty fifty sixty seventy eighty ninety".split()
SAME = {
    "mr": "mister",
    "alright": "all right",
    "ok": "okay",
    "pounds": "",
    "pound": "",
    "oclock": "",
}


def number_words(number: int) -> str:
    """Digits as they are spoken, up to 999; longer ones digit by digit."""
    if number < 20:
        return SMALL[number]
    if number < 100:
        return f"{TENS[number // 10]} {SMALL[number % 10] if number % 10 else ''}"
    if number < 1000:
        rest = f" and {number_words(number % 100)}" if number % 100 else ""
        return f"{SMALL[number // 100]} hundred{rest}"
    return " ".join(SMALL[int(digit)] for digit in str(number))


def plain_words(text: str) -> list[str]:
    """Words without case, accents and punctuation, with digits spelled out."""
    text = "".join(
        c for c in unicodedata.normalize("NFD", text.lower()) if c.isascii() or c.isalpha()
    )
    text = re.sub(r"(\d)(?:st|nd|rd|th)\b", r"\1", text.replace("'", "").replace("ς", "σ"))
    text = re.sub(r"\d+", lambda m: f" {number_words(int(m[0]))} ", text)
    words = re.sub(r"[^\w ]", " ", text.replace("-", " ")).split()
    return " ".join(SAME.get(word, word) for word in words).split()
