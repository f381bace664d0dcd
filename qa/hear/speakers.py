"""Words → speakers: by channel, else by who is active when the word is said."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace

from qa.call import Interval, Word
from qa.intervals import covered, near

SNAP_SECONDS = 0.5  # a word's edge this near to the edge of speech is moved onto it
TRUSTED = 0.2  # in real calls the surest word of a stretch had 0.25 or more
OVERHANG_SECONDS = 0.15  # a word may reach this far out of its speech


def fit(words: Sequence[Word], activity: Sequence[Interval]) -> list[Word]:
    """Words moved into the speech they belong to: their own times are off by a few tenths.

    A word that touches no speech at all was invented and is dropped.
    """
    fitted = []
    stretches = list(activity)
    for word in words:
        stretch = _around(word, stretches) if is_spelled(word) else _nearest(word, stretches)
        if stretch is None:
            continue
        start = max(word.start, stretch.start)
        end = min(max(word.end, start + 0.02), stretch.end + OVERHANG_SECONDS)
        fitted.append(replace(word, start=min(start, end - 0.02), end=end))
    return _snapped(fitted, stretches)


def believed(words: Sequence[Word], activity: Sequence[Interval]) -> list[Word]:
    """Words without those of stretches in which the recogniser trusts not a single one.

    That is what it makes of a cough or a chair; real words, even one alone, get more.
    """
    kept: list[Word] = []
    ordered = sorted(words, key=_middle)
    done = 0
    for stretch in activity:
        first = bisect_left(ordered, stretch.start, lo=done, key=_middle)
        last = bisect_right(ordered, stretch.end + OVERHANG_SECONDS, lo=first, key=_middle)
        inside = ordered[first:last]
        kept += ordered[done:first]
        if any(word.probability >= TRUSTED or _is_exact(word) for word in inside):
            kept += inside
        done = last
    return sorted((*kept, *ordered[done:]), key=lambda w: (w.start, w.end))


def _is_exact(word: Word) -> bool:
    """Whether this is spelled or a number: of its many parts the least trusted one counts."""
    return is_spelled(word) or any(letter.isdigit() for letter in word.text)


def is_spelled(word: Word) -> bool:
    """Whether this is a name spelled out ("S-I-T-I-L-L-E"), which may have pauses in it."""
    letters = word.text.strip(".,!?").split("-")
    return len(letters) > 2 and all(len(letter) == 1 for letter in letters)


def _around(word: Word, stretches: Sequence[Interval]) -> Interval | None:
    """All the speech that a word goes through, as one stretch."""
    touched = list(near(stretches, word.start, word.end))
    return Interval(touched[0].start, touched[-1].end) if touched else None


def _nearest(word: Word, stretches: Sequence[Interval]) -> Interval | None:
    """The stretch that a word shares most time with, or that it all but touches."""
    around = near(stretches, word.start, word.end, SNAP_SECONDS)
    return max(around, key=lambda s: min(word.end, s.end) - max(word.start, s.start), default=None)


def _snapped(words: list[Word], stretches: Sequence[Interval]) -> list[Word]:
    """The first word of a stretch starts with it, the last ends with it, and order is kept."""
    ordered = sorted(words, key=lambda w: (w.start, w.end))
    position = 0
    for stretch in stretches:
        while position < len(ordered) and _middle(ordered[position]) < stretch.start:
            position += 1
        first = position
        while position < len(ordered) and _middle(ordered[position]) <= stretch.end:
            position += 1
        if position > first:
            word = ordered[first]
            if 0 < word.start - stretch.start <= SNAP_SECONDS:
                ordered[first] = replace(word, start=stretch.start)
            word = ordered[position - 1]
            if 0 < stretch.end - word.end <= SNAP_SECONDS:
                ordered[position - 1] = replace(word, end=stretch.end)
    return [replace(w, start=round(w.start, 3), end=round(w.end, 3)) for w in ordered]


def _middle(word: Word) -> float:
    return (word.start + word.end) / 2


def by_voice(
    words: Sequence[Word], activity: Mapping[str, Sequence[Interval]]
) -> dict[str, list[Word]]:
    """Words of one channel given to the speaker active at their time.

    Where two are active it is the one of them who spoke the word before, and the word is marked
    as doubtful; where nobody is, the speaker of the nearest speech.
    """
    given: dict[str, list[Word]] = {speaker: [] for speaker in activity}
    if not given:
        return {}
    before = ""
    for word in words:
        moment = Interval(word.start, max(word.end, word.start + 0.01))
        shares = {s: covered(moment, own) / moment.seconds for s, own in activity.items()}
        likely = max(shares, key=lambda s: (round(shares[s], 2), s == before))
        doubt = sum(share > 0.5 for share in shares.values()) > 1
        if shares[likely] == 0:
            likely = min(activity, key=lambda s: _distance(moment, activity[s]))
        given[likely].append(replace(word, doubt=doubt))
        before = likely
    return given


def _distance(moment: Interval, activity: Sequence[Interval]) -> float:
    gaps = (max(own.start - moment.end, moment.start - own.end, 0.0) for own in activity)
    return min(gaps, default=float("inf"))
