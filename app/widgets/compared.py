"""A closed calibration: people side by side, the machine beside them, and what follows."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from app import words
from app.data_calibration import FEWEST, MACHINE, Agreement, Compared, Estimate, Results, Share
from app.widgets.verdict import WORDS

CALL = "views/call.py"
ROW_HEIGHT, HEAD_HEIGHT = 38, 38
MARKS = {"pass": "✓", "fail": "✗", "not_applicable": "–", "cannot_tell": "?"}
AC1 = (
    "Gwet's AC1: agreement beyond chance, at most 1. It stays fair where nearly all answers are "
    "the same, where kappa does not. In brackets the 95 % interval; none where all are equal."
)
KAPPA = "Cohen's kappa: agreement beyond chance; of more than two people the mean over pairs"
STATES = {
    True: ("Passes the bar", "green", ":material/verified:"),
    False: ("Needs a person", "violet", ":material/person_search:"),
    None: ("Too few calls to say", "gray", ":material/more_horiz:"),
}


def compared(results: Results) -> None:
    """Draw everything that a closed session shows."""
    _figures(results)
    if results.left_out:
        count = f"{len(results.left_out)} call{'s' if len(results.left_out) > 1 else ''}"
        st.caption(f"Without {count} that you score blind in another calibration.")
    st.subheader("Question by question", anchor=False)
    st.caption(
        f"The bar is AC1 {results.session.bar:g}, for people among themselves and for the machine "
        f"with what most of them say. Below {FEWEST} calls nothing is called either way."
    )
    for one in results.criteria:
        _criterion(one)
    st.subheader("How strict each one is", anchor=False)
    st.caption("Fails of what was judged pass or fail, beside the others on the same questions.")
    _strictness(results)
    st.subheader("Two by two", anchor=False)
    st.caption("Over all questions and calls of this calibration.")
    _pairs(results)
    if results.notes:
        st.subheader("What people noted", anchor=False)
        for note in results.notes:
            about = f"{note.person}, {words.label(note.criterion)}, {note.call}"
            st.caption(words.plain(about))
            st.text(note.note)


def _figures(results: Results) -> None:
    passed = [one.passed for one in results.criteria]
    with st.container(key="figures", horizontal=True, gap="large"):
        for label, value, told in (
            ("Calls", len(results.session.calls), "Calls that everybody was to score"),
            ("People", len(results.session.people), "Whoever was asked to score"),
            ("Pass the bar", passed.count(True), "Questions on which agreement is good enough"),
            ("Need a person", passed.count(False), "Questions marked until they pass again"),
            ("Too few", passed.count(None), f"Questions judged in fewer than {FEWEST} calls"),
        ):
            st.metric(label, value, help=told, width="content")


def _criterion(one: Compared) -> None:
    with st.container(key=f"compared-{one.criterion}", gap="small"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"**{words.plain(words.label(one.criterion))}**", width="content")
            label, colour, icon = STATES[one.passed]
            st.badge(label, icon=icon, color=colour)  # type: ignore[arg-type]
        _agreement("People among themselves", one.people)
        _agreement("Machine with most people", one.machine, one.f1)
        apart = sum(
            len({v for p, v in row.items() if p != MACHINE}) > 1 for row in one.sheet.values()
        )
        label = f"Call by call: people differ in {apart} of {len(one.sheet)}"
        with st.expander(label):
            _sheet(one)


def _agreement(label: str, known: Agreement | None, f1: Estimate | None = None) -> None:
    with st.container(horizontal=True, gap="medium", vertical_alignment="center"):
        st.text(label, width=190)
        if known is None:
            st.caption("nobody to compare with")
            return
        st.text(f"AC1 {number(known.ac1)}", help=AC1)
        st.text(f"κ {number(known.kappa)}", help=KAPPA)
        st.text(f"equal {percent(known.percent)}")
        if f1 is not None:
            st.text(f"F1 of fails {number(f1)}")
        st.text(f"n = {known.n}")


def _sheet(one: Compared) -> None:
    people = sorted({p for row in one.sheet.values() for p in row if p != MACHINE})
    rows = [
        {"Call": call, **{p: _said(row, p) for p in people}, "Machine": _said(row, MACHINE)}
        for call, row in sorted(one.sheet.items(), key=lambda item: (_equal(item[1]), item[0]))
    ]
    _table(rows, f"{words.label(one.criterion)}: what each said of each call")


def _equal(row: dict[str, object] | object) -> bool:
    return len({v for p, v in dict(row).items() if p != MACHINE}) < 2  # type: ignore[call-overload]


def _said(row: object, person: str) -> str:
    verdict = dict(row).get(person)  # type: ignore[call-overload]
    return f"{MARKS[verdict]} {WORDS[verdict]}" if verdict else ""


def _strictness(results: Results) -> None:
    rows = [
        {
            "Person": one.person,
            "Fails": f"{one.own.part} of {one.own.n}",
            "Share (95 % interval)": _share(one.own),
            "The others, same questions": _share(one.others),
        }
        for one in results.strictness
    ]
    _table(rows, "How strict each one is")


def _pairs(results: Results) -> None:
    rows = [
        {
            "Two": f"{one.one or 'Machine'} and {one.two or 'Machine'}",
            "AC1": number(one.agreement.ac1),
            "κ": number(one.agreement.kappa),
            "Equal": percent(one.agreement.percent),
            "n": one.agreement.n,
        }
        for one in results.pairs
    ]
    _table(rows, "Agreement of every two")


def _table(rows: list[dict[str, object]], alt: str) -> None:
    if rows:
        height = ROW_HEIGHT * len(rows) + HEAD_HEIGHT
        st.dataframe(
            pd.DataFrame(rows), hide_index=True, row_height=ROW_HEIGHT, height=height, alt=alt
        )


def number(one: Estimate) -> str:
    """A coefficient with its interval: 0.72 (0.41 to 1.00)."""
    if one.value is None:
        return "–"
    if one.low is None or one.high is None:
        return _signed(one.value)
    return f"{_signed(one.value)} ({_signed(one.low)} to {_signed(one.high)})"


def percent(one: Estimate) -> str:
    """A share with its interval: 83 % (61 to 100)."""
    if one.value is None:
        return "–"
    if one.low is None or one.high is None:
        return f"{one.value:.0%}"
    return f"{one.value:.0%} ({100 * one.low:.0f} to {100 * one.high:.0f})"


def _signed(value: float) -> str:
    return f"{value:.2f}".replace("-", "−")


def _share(share: Share) -> str:
    if share.value is None:
        return "–"
    low, high = share.interval
    return f"{share.value:.0%} ({100 * low:.0f} to {100 * high:.0f})"
