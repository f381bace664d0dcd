"""What went well, and each criterion beside the agent's own past."""

from __future__ import annotations

from html import escape

import streamlit as st

from app import data_own, words
from app.data_own import Growth, Praise, Share

CALL = "views/call.py"
CHANGES = {
    data_own.BETTER: ("More often than before", "green", ":material/trending_up:"),
    data_own.ABOUT_AS_BEFORE: ("About as before", "gray", ":material/trending_flat:"),
    data_own.LESS_OFTEN: ("Less often than before", "orange", ":material/trending_down:"),
    data_own.TOO_FEW: ("Too few to compare yet", "gray", ":material/more_horiz:"),
}
MOST_WEEKS = 12


def went_well(found: list[Praise]) -> None:
    """Draw what went well, each with the words to hear again."""
    st.subheader("What went well", anchor=False)
    if not found:
        st.write(
            "Here stands what went well in your calls, with the words to hear again, as soon as "
            "you have opened a first review."
        )
        return
    for number, one in enumerate(found):
        _praise(number, one)


def _praise(number: int, one: Praise) -> None:
    with st.container(key=f"praise-{number}", gap=None):
        title = words.label(one.criterion) if one.criterion else "The customer left happier"
        st.markdown(f":material/check_circle: **{words.plain(title)}**")
        if one.said:
            st.text(one.said)
        at = {} if one.at is None else {"at": f"{one.at:g}"}
        quote = f"{words.plain(words.quote(one.quote))} · " if one.quote else ""
        st.page_link(
            CALL,
            label=f"{quote}{words.plain(one.call)}, {words.plain(words.day(one.day))}",
            icon=":material/play_circle:",
            query_params={"call": one.call, **at},
        )


def growth(found: list[Growth], reviews: int) -> None:
    """Draw each criterion's way, and all of them together; `reviews` is how many were opened."""
    st.subheader("Your own way", anchor=False)
    if not found:
        st.write("Once reviews are open to you, each question appears here beside your own past.")
        return
    st.caption(
        "How often each question went well, of the calls in which it could be judged: the last "
        "four weeks up to your latest reviewed call, and all before. You beside yourself, nobody "
        "else. A change is named only where so few calls could hardly show it by chance."
    )
    recent, earlier = data_own.overall(found)
    with st.container(key="figures", horizontal=True, gap="large"):
        st.metric("Reviews opened", reviews, width="content")
        for label, share in (("Went well, last four weeks", recent), ("Before", earlier)):
            st.metric(
                f"{label} (n = {share.n})",
                "–" if share.value is None else f"{share.value:.0%}",
                help="Of all questions that could be judged, those that went well",
                width="content",
            )
    with st.container(key="growth", gap=None):
        for one in found:
            _row(one)


def _row(one: Growth) -> None:
    name, now, before, weeks, change = st.columns([5, 4, 3, 3, 4], vertical_alignment="center")
    with name:
        st.markdown(f"**{words.plain(words.label(one.criterion))}**")
    with now:
        st.text(f"{_told(one.recent)}{_between(one.recent)}")
    with before:
        st.text(f"before: {_told(one.earlier)}")
    with weeks:
        st.html(_bars(one))
    with change:
        label, colour, icon = CHANGES[one.change]
        st.badge(label, icon=icon, color=colour)  # type: ignore[arg-type]


def _told(share: Share) -> str:
    return f"{share.part} of {share.n}" if share.n else "none yet"


def _between(share: Share) -> str:
    """The interval, where there is enough for one to say something."""
    if share.n < data_own.FEWEST:
        return ""
    low, high = share.interval
    return f" ({100 * low:.0f} to {high:.0%})"


def _bars(one: Growth) -> str:
    """A bar a week, as high as the share that went well."""
    shown = one.weeks[-MOST_WEEKS:]
    told = "; ".join(f"week of {words.short_day(d.isoformat())}: {_told(s)}" for d, s in shown)
    bars = "".join(f'<i style="height:{max(4, 100 * (s.value or 0)):.0f}%"></i>' for _, s in shown)
    said = escape(f"Week by week. {told}")
    return f'<div class="weeks" role="img" aria-label="{said}" title="{said}">{bars}</div>'
