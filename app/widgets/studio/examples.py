"""The rubric's own examples, run: which come out as expected, and what the others found."""

from __future__ import annotations

from itertools import groupby

import streamlit as st

from app import data_studio, words
from app.data_studio import ExampleResult
from app.widgets.keeping.told import attempt
from app.widgets.verdict import WORDS, chip


def examples(text: str, broken: bool) -> None:
    """Draw the examples of every criterion with how they come out."""
    if broken:
        st.info("Examples run once the text has no mistakes.", icon=":material/edit:")
        return
    results: list[ExampleResult] = []
    with st.spinner("Running the examples"):
        if not attempt(lambda: results.extend(data_studio.examples(text))):
            return
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


def _criterion(criterion: str, results: list[ExampleResult]) -> None:
    good = sum(result.ok for result in results)
    mark = ":green[✓]" if good == len(results) else ":red[✗]"
    title = f"{mark} {words.plain(words.label(criterion))} · {good} of {len(results)}"
    with st.expander(title, expanded=good < len(results)):
        for result in sorted(results, key=lambda one: one.ok):
            _example(result)


def _example(result: ExampleResult) -> None:
    with st.container(key=f"example-{result.criterion}-{result.example}", gap=None):
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
