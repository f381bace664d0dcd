"""How values are put into words, and how recorded words are kept from being read as Markdown."""

from __future__ import annotations

import re
from datetime import datetime

JOINER = "\u2060"  # takes no room; parts what a Markdown extension would take for one thing

LANGUAGES = {
    "en": "English",
    "el": "Greek",
    "tr": "Turkish",
    "ar": "Arabic",
    "fa": "Persian",
    "de": "German",
    "fr": "French",
    "es": "Spanish",
    "it": "Italian",
}
ENDINGS = {
    "normal": "Normal",
    "agent_ended_midway": "Agent ended it midway",
    "agent_announced_ending": "Agent announced the end",
    "customer_ended": "Customer ended it",
    "line_dropped": "Line dropped",
    "unknown": "Unclear",
}
SHORT_ENDINGS = {
    "normal": "Normal",
    "agent_ended_midway": "By agent",
    "agent_announced_ending": "By agent",
    "customer_ended": "By customer",
    "line_dropped": "Line dropped",
    "unknown": "Unclear",
}
SPEAKERS = {"agent": "Agent", "customer": "Customer", "unknown": "Speaker"}
# Without ? , ' " % ; which mean nothing to Markdown: a label is also read out as it is sent.
_MARKDOWN = re.compile(r"([!#$&()*+\-./:<=>@\[\\\]^_`{|}~])")
_JOINED = re.compile(r"(:|@|www(?=\.)|[-<>~=](?=[-<>~=]))", re.IGNORECASE)


def plain(text: str) -> str:
    """`text` so that Streamlit's Markdown shows it letter for letter.

    Backslashes stop Markdown itself; emoji names, icons and bare addresses are found after that
    and are parted by an invisible joiner.
    """
    one_line = " ".join(text.split())
    return _MARKDOWN.sub(r"\\\1", _JOINED.sub(r"\1" + JOINER, one_line))


def quote(text: str) -> str:
    """Words in quotation marks that stay outside them whichever way the words are written."""
    return f"“\u2068{text}\u2069”"


def isolated(name: str) -> str:
    """A name that may be written the other way, so that the words around it keep their order."""
    return f"\u2068{name}\u2069"


def clock(seconds: float) -> str:
    """A time in a call: 1:04, or 1:02:03."""
    whole = int(seconds)
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def speaker(name: str) -> str:
    return SPEAKERS.get(name, name.replace("_", " ").capitalize())


def language(code: str) -> str:
    return LANGUAGES.get(code, code)


def label(identifier: str) -> str:
    """A criterion's id as words: no_hang_up is "No hang up"."""
    return identifier.replace("_", " ").capitalize()


def day(iso: str | None) -> str:
    """A date and time as people write it; the text itself where it is not ISO 8601."""
    if not iso:
        return "No date"
    try:
        return f"{datetime.fromisoformat(iso):%d %b %Y, %H:%M}".lstrip("0")
    except ValueError:
        return iso


def short_day(iso: str) -> str:
    """A date as people write it, without the year; the text itself where it is not ISO 8601."""
    try:
        return f"{datetime.fromisoformat(iso):%d %b}".lstrip("0")
    except ValueError:
        return iso


def number(value: float) -> str:
    """A number without needless digits."""
    return f"{value:.1f}".removesuffix(".0").replace("-", "−")


def sentences(*parts: str | None) -> str:
    """Parts of a message, such as what a QAError holds, as sentences."""
    return " ".join(f"{part[:1].upper()}{part[1:].rstrip('.')}." for part in parts if part)
