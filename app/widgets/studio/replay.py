"""The archive judged by what is written, before anybody is: flips, agents, agreement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from app import data_studio, words
from app.data import Verdict
from app.data_studio import Agreed, Comparison, Estimate, Flip, Move, Rehearsed, Words
from app.widgets.studio import desk
from app.widgets.studio.desk import Sheet
from app.widgets.told import attempt
from app.widgets.verdict import WORDS

CALL = "views/call.py"
DOING = {
    "reading": "Reading calls",
    "understanding": "Telling what was meant",
    "judging": "Judging",
}
QUOTES = 2
AT_ONCE = 6  # flips of a criterion
HEARD = 3  # calls of a verdict of a new criterion


class Bar:
    """A bar over work of one kind after another."""

    def __init__(self) -> None:
        self._bar = st.progress(0.0, "Starting")

    def tell(self, what: str, done: int, total: int) -> None:
        share = done / total if total else 1.0
        self._bar.progress(share, f"{DOING.get(what, what)}: {done:,} of {total:,} calls")

    def close(self) -> None:
        self._bar.empty()


def replay(sheet: Sheet, broken: bool) -> None:
    """Draw the button, and what the replay of this very text found."""
    st.caption(
        "Judges every call in the archive by this text and by the version in use. Nobody's "
        "scorecard changes; only what you changed is worked out."
    )
    if st.button("Replay", type="primary", icon=":material/replay:", disabled=broken):
        bar = Bar()
        attempt(
            lambda: desk.keep_rehearsed(
                sheet, data_studio.rehearse(sheet.name, sheet.text, bar.tell)
            )
        )
        bar.close()
    found = desk.rehearsed(sheet)
    if found:
        _found(found, sheet.base)
    elif broken:
        st.info("Mend the mistakes first.", icon=":material/edit:")


def _found(found: Rehearsed, base: int) -> None:
    whole = found.comparison
    with st.container(horizontal=True, key="replay-figures"):
        st.metric("Calls", f"{whole.calls:,}", width=95)
        if base:
            st.metric("Verdicts that flip", f"{len(whole.flips):,}", width=130)
            st.metric("Agents who move", f"{len(whole.moves):,}", width=130)
    if found.blind:
        count = f"{len(found.blind)} call{'s' if len(found.blind) > 1 else ''}"
        st.caption(f"Without {count} that you score blind in a calibration.")
    _difference(whole, base)
    for criterion in whole.difference.added if base else whole.verdicts:
        _new(criterion, whole.verdicts.get(criterion, {}))
    if base:
        _flips(found)
        _moves(whole.moves)
        _agreement(whole.agreement)


def _difference(whole: Comparison, base: int) -> None:
    if not base:
        st.caption(
            "Nothing is published yet. So would it judge; listen to some calls of each kind."
        )
        return
    kinds = {
        "New": whole.difference.added,
        "Gone": whole.difference.removed,
        "Judged otherwise": whole.difference.rejudged,
        "Worded or weighed otherwise": whole.difference.reworded,
    }
    told = [f"{kind}: {', '.join(map(words.label, own))}" for kind, own in kinds.items() if own]
    st.text("\n".join(told) or f"No difference from version {base}.")


def _new(criterion: str, verdicts: Mapping[Verdict, Sequence[str]]) -> None:
    """How calls come out by a criterion that has nothing to be compared with, with some of them."""
    counts = (f"{WORDS[v].lower()} {len(verdicts[v]):,}" for v in Verdict if v in verdicts)
    st.subheader(words.label(criterion), anchor=False)
    st.caption(", ".join(counts) or "No calls")
    for verdict in (Verdict.PASS, Verdict.FAIL):
        for call in verdicts.get(verdict, ())[:HEARD]:
            st.page_link(
                CALL,
                label=f"{words.plain(call)}: **{WORDS[verdict].lower()}**",
                icon=":material/play_circle:",
                query_params={"call": call},
            )


def _flips(found: Rehearsed) -> None:
    whole = found.comparison
    for criterion, shown in found.shown.items():
        counted = whole.counted(criterion)
        ways = ", ".join(
            f"{WORDS[old].lower()} → {WORDS[new].lower()} {n:,}"
            for (old, new), n in counted.most_common()
        )
        st.subheader(f"{words.label(criterion)}: {counted.total():,} flip", anchor=False)
        st.caption(ways)
        with st.container(key=f"flips-{criterion}"):
            for flip, said in shown[:AT_ONCE]:
                _flip(flip, said)
            if len(shown) > AT_ONCE:
                with st.expander(f"{len(shown) - AT_ONCE} more"):
                    for flip, said in shown[AT_ONCE:]:
                        _flip(flip, said)
        if counted.total() > len(shown):
            st.caption(f"{counted.total() - len(shown):,} more are not shown")


def _flip(flip: Flip, said: tuple[Words, ...]) -> None:
    at = said[0].at if said else flip.after.moment or 0.0
    way = f"{WORDS[flip.before.verdict].lower()} → **{WORDS[flip.after.verdict].lower()}**"
    person = f" · a person said {WORDS[flip.human].lower()}" if flip.human else ""
    quotes = " ".join(
        f"{words.speaker(one.speaker)} {words.quote(one.quote)}" for one in said[:QUOTES]
    )
    st.page_link(
        CALL,
        label=f"{words.plain(flip.call)}, {words.clock(at)}: {way}{person} · "
        f"{words.plain(quotes or flip.after.reason)}",
        icon=":material/play_circle:",
        query_params={"call": flip.call, "at": f"{at:g}"},
        width="stretch",
    )


def _moves(moves: tuple[Move, ...]) -> None:
    if not moves:
        return
    st.subheader("Agents who move", anchor=False)
    st.caption("Mean share of points over the calls that both judge, people's verdicts applied.")
    table = pd.DataFrame(
        {
            "Agent": [move.agent for move in moves],
            "Calls": [move.n for move in moves],
            "Changed": [move.changed for move in moves],
            "Before": [move.before for move in moves],
            "After": [move.after for move in moves],
            "Points": [(move.after - move.before) * 100 for move in moves],
        }
    )
    percent = st.column_config.NumberColumn(format="percent")
    st.dataframe(
        table,
        hide_index=True,
        height="content" if len(moves) <= 10 else 390,
        column_config={
            "Before": percent,
            "After": percent,
            "Points": st.column_config.NumberColumn(
                "Difference", format="%+.1f", help="In percentage points"
            ),
        },
    )


def _agreement(agreement: tuple[Agreed, ...]) -> None:
    st.subheader("Agreement with people", anchor=False)
    if not agreement:
        st.caption("No finding that both judge was reviewed by a person yet.")
        return
    rows = [
        {
            "Criterion": words.label(one.criterion) if one.criterion else "All together",
            "Reviews": one.n,
            **_pair("Accuracy", one.before.percent, one.after.percent),
            **_pair("Kappa", one.before.kappa, one.after.kappa),
            **_pair("AC1", one.before.ac1, one.after.ac1),
        }
        for one in agreement
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True, height="content")
    st.caption(f"Before → after, in brackets the 95 % interval after. {data_studio.BIASED}")


def _pair(name: str, before: Estimate, after: Estimate) -> dict[str, str]:
    low, high = after.low, after.high
    interval = f" ({low:.2f} to {high:.2f})" if low is not None and high is not None else ""
    return {name: f"{_number(before)} → {_number(after)}{interval}"}


def _number(estimate: Estimate) -> str:
    return "–" if estimate.value is None else f"{estimate.value:.2f}"
