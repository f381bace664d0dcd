"""What customers complain of and what they are glad of, found in their own words."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from app import data_trends, words
from app.data_trends import COMPLAINT, PRAISE, Theme
from app.widgets.trends.choose import Choice, calls_of
from app.widgets.trends.opening import open_calls

SHOWN, QUOTE = 6, 140


def themes(choice: Choice) -> None:
    """Draw both kinds side by side, equally large."""
    with st.container(key="trend-themes"):
        left, right = st.columns(2, gap="large")
        complaints = data_trends.themes(choice.where, COMPLAINT)
        praise = data_trends.themes(choice.where, PRAISE)
        with left:
            st.subheader("What customers complain of", anchor=False)
            _list(complaints, "complaint", choice, "No complaint comes up three times.")
        with right:
            st.subheader("What customers are glad of", anchor=False)
            _list(praise, "praise", choice, "No praise comes up three times.")
        st.caption(
            "Words that customers say in unhappy or happy turns, put together when they come up in "
            "the same calls. Rising and falling are marked only beyond chance, all themes together."
        )
        named = [("complaint", one) for one in complaints] + [("praise", one) for one in praise]
        if named:
            st.download_button(
                "Themes as CSV",
                data=lambda: data_trends.themes_csv(named).encode(),
                file_name="themes.csv",
                mime="text/csv",
                icon=":material/download:",
                on_click="ignore",
                type="tertiary",
            )


def _list(found: Sequence[Theme], kind: str, choice: Choice, nothing: str) -> None:
    if not found:
        st.caption(nothing)
    for number, theme in enumerate(found[:SHOWN]):
        with st.container(key=f"theme-{kind}-{number}", gap="small"):
            _theme(theme, f"{kind}-{number}", choice)
    if asked := st.session_state.pop(f"theme-{kind}", None):
        open_calls(calls_of(choice.where, **{kind: asked}))


def _theme(theme: Theme, key: str, choice: Choice) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{words.plain(words.quote(theme.name))}**", width="content")
        if theme.rising:
            st.badge("Rising", icon=":material/trending_up:", color="orange")
        elif theme.falling:
            st.badge("Falling", icon=":material/trending_down:", color="gray")
        st.button(
            "Calls",
            key=f"theme-open-{key}",
            type="tertiary",
            icon=":material/list:",
            help="The calls that are counted here",
            on_click=_ask,
            args=(key.partition("-")[0], theme),
        )
    kind = "complaint" if key.startswith("complaint") else "happy turn"
    st.caption(words.plain(_told(theme, choice, kind)))
    with st.expander("Hear it"):
        others = ", ".join(term for term in theme.terms[1:6])
        if others:
            st.caption(f"With: {words.plain(others)}")
        for example in theme.examples:
            text = example.text
            cut = text if len(text) <= QUOTE else f"{text[: QUOTE - 2].rstrip()} …"
            st.page_link(
                "views/call.py",
                label=f"**{words.plain(example.call)}**, {words.clock(example.start)} · "
                f"{words.plain(words.quote(cut))}",
                icon=":material/play_circle:",
                query_params={"call": example.call, "at": f"{example.start:g}"},
                width="stretch",
            )


def _ask(kind: str, theme: Theme) -> None:
    term = theme.terms[0]
    st.session_state[f"theme-{kind}"] = term
    st.session_state.setdefault("theme-names", {})[term] = theme.name


def _told(theme: Theme, choice: Choice, kind: str) -> str:
    now, before = theme.now, theme.before
    text = f"In {now.count:,} of {now.n:,} calls with a {kind} ({now.share:.0%})"
    if before.n:
        text += f"; {before.share:.0%} in {choice.before}"
    if theme.rising or theme.falling:
        text += f". Odds × {theme.ratio:.1f}, interval {theme.low:.1f} to {theme.high:.1f}"
    return text
