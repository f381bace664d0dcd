"""Which language each speaker speaks, with a probability, and where a stretch is in another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from qa.call import Tongue

NOT_SPOKEN = ("la", "sa")  # Whisper takes foreign accents for Latin; nobody calls in it
OWN_SECONDS = 8.0  # who speaks for less speaks the language of the call
OWN_SHARE = 0.8  # so likely must a speaker's own language be to differ from the call's
CHANGE_SHARE = 0.8  # and so likely that of a piece to differ from its speaker's
CHANGE_SECONDS = 4.0

Votes = Sequence[tuple[float, Mapping[str, float]]]  # seconds of a piece, its languages


def share(votes: Votes) -> dict[str, float]:
    """How likely each language is, by pieces weighted with their length."""
    sums: dict[str, float] = {}
    for seconds, languages in votes:
        for code, probability in languages.items():
            if code not in NOT_SPOKEN:
                sums[code] = sums.get(code, 0.0) + seconds * probability
    whole = sum(sums.values())
    return {code: own / whole for code, own in sums.items()} if whole else {}


def likeliest(votes: Votes) -> Tongue:
    """The language most heard; `und` where there is nothing to go by."""
    shares = share(votes)
    if not shares:
        return Tongue("und", 0.0)
    code = max(shares, key=lambda c: shares[c])
    return Tongue(code, round(shares[code], 3))


def of_speakers(votes: Mapping[str, Votes]) -> tuple[Tongue, dict[str, Tongue]]:
    """The language of a call and of each speaker.

    A few words tell little, so a speaker has a language of their own only when they talk for long
    enough and it is clear.
    """
    call = likeliest([vote for own in votes.values() for vote in own])
    spoken = {}
    for speaker, own in votes.items():
        shares, found = share(own), likeliest(own)
        seconds = sum(part for part, _ in own)
        if found.code == call.code or (seconds >= OWN_SECONDS and found.probability >= OWN_SHARE):
            spoken[speaker] = found
        else:
            spoken[speaker] = Tongue(call.code, round(shares.get(call.code, 0.0), 3))
    return call, spoken


def change(
    seconds: float, languages: Mapping[str, float], usual: str, known: Iterable[str]
) -> str | None:
    """The other language that a piece seems to be in; None where it is no clear change."""
    found = likeliest([(seconds, languages)])
    clear = seconds >= CHANGE_SECONDS and found.probability >= CHANGE_SHARE
    return found.code if clear and found.code != usual and found.code in known else None
