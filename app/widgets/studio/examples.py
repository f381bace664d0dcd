"""The rubric's own examples, run: which come out as expected, and what the others found."""

from __future__ import annotations

from itertools import groupby

import streamlit as st

from app import data_studio, words
from app.data_studio import ExampleResult
from app.widgets.told import attempt
from app.widgets.verdict import WORDS, chip


def examples(name: str, text: str, broken: bool) -> None:
    """Draw the examples of every criterion with how they come out."""
    if broken:
        st.info("Examples run once the text has no mistakes.", icon=":material/edit:")
        return
    results: list[ExampleResult] = []
    golden: list[ExampleResult] = []
    with st.spinner("Running the examples"):
        if not attempt(lambda: results.extend(data_studio.examples(text))):
            return
        attempt(lambda: golden.extend(data_studio.golden(name, text)))
    bad = [result for result in results if not result.ok]
    if bad:
        count = f"{len(bad)} of {len(results)} examples come out otherwise than expected"
        st.error(count, icon=":material/cancel:")
    else:
        st.success(
            f"All {len(results)} examples come out as expected", icon=":material/check_circle:"
        )
    with st.container(key="examples"):
        for criterion, own in groupby(results, key=lambda result: result.criterion):
            _criterion(criterion, list(own))

    _golden(golden)


def _golden(results: list[ExampleResult]) -> None:
    """Real calls on which people decided how a criterion is meant."""
    if not results:
        return
    good = sum(result.ok for result in results)
    st.subheader("Golden examples", anchor=False)
    st.caption(f"From disputes that were upheld: {good} of {len(results)} come out as people said.")
    with st.container(key="golden"):
        for criterion, own in groupby(results, key=lambda result: result.criterion):
            _criterion(criterion, list(own), "golden")


def _criterion(criterion: str, results: list[ExampleResult], kind: str = "own") -> None:
    good = sum(result.ok for result in results)
    mark = ":green[✓]" if good == len(results) else ":red[✗]"
    title = f"{mark} {words.plain(words.label(criterion))} · {good} of {len(results)}"
    with st.expander(title, expanded=good < len(results)):
        for result in sorted(results, key=lambda one: one.ok):
            _example(result, kind)


def _example(result: ExampleResult, kind: str) -> None:
    with st.container(key=f"example-{kind}-{result.criterion}-{result.example}", gap=None):
        with st.container(horizontal=True, vertical_alignment="center"):
            chip(result.finding.verdict)
            st.markdown(words.plain(result.example), width="content")
            if not result.ok:
                st.markdown(f":red[expected: {WORDS[result.expected].lower()}]", width="content")
        st.caption(words.plain(result.finding.reason))
        for said in result.words:
            st.text(f"{words.speaker(said.speaker)} {words.quote(said.quote)}")
        if result.finding.searched:
            st.caption(words.plain(f"Looked through: {result.finding.searched}"))
