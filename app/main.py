"""The router: page setup, who looks, sidebar, which page, and the one place for mistakes."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import streamlit as st

from app import data, data_calibration, data_coaching, data_own, palette, words
from app.widgets.sidebar import sidebar
from app.widgets.signed_out import signed_out

HERE = Path(__file__).parent


def main() -> None:
    """Draw the page that was asked for, for whoever asks."""
    st.set_page_config(
        page_title="callqa",
        page_icon=str(HERE / "mark.svg"),
        layout="wide",
        initial_sidebar_state=208,
    )
    st.html(HERE / "style.css")
    st.html(f"<style>{palette.variables()}</style>")
    home = st.Page("views/home.py", title="callqa", default=True)
    calls = st.Page("views/calls.py", title="Calls", url_path="calls")
    queue = st.Page("views/queue.py", title="Queue", url_path="queue")
    call = st.Page("views/call.py", title="Call", url_path="call")
    mine = st.Page("views/mine.py", title="My calls", url_path="mine")
    coaching = st.Page("views/coaching.py", title="Coaching & disputes", url_path="coaching")
    calibration = st.Page("views/calibration.py", title="Calibration", url_path="calibration")
    trends = st.Page("views/trends.py", title="Trends", url_path="trends")
    archive = st.Page("views/archive.py", title="Archive", url_path="archive")
    studio = st.Page("views/studio.py", title="Rubrics", url_path="rubrics")
    everything = [home, calls, queue, call, mine, coaching, calibration, studio, trends, archive]
    page = st.navigation(everything, position="hidden")
    try:
        viewer = data.viewer()
        waiting = _waiting(viewer)
    except data.AccessError:
        signed_out()
        return
    except data.QAError as error:
        _told(error)
        return
    pages = [(calls, "Calls", ":material/list:")]
    if viewer.may(data.Power.REVIEW):
        pages.insert(0, (queue, "Queue", ":material/checklist:"))
        pages += [
            (coaching, f"Coaching{waiting['coaching']}", ":material/school:"),
            (calibration, f"Calibration{waiting['calibration']}", ":material/balance:"),
        ]
    if viewer.role is data.Role.AGENT:
        pages.insert(0, (mine, f"My calls{waiting['mine']}", ":material/person:"))
    if viewer.may(data.Power.WRITE_RUBRICS):
        pages.append((studio, "Rubrics", ":material/rule:"))
    pages.append((trends, "Trends", ":material/trending_up:"))
    if viewer.may(data.Power.ADD):
        pages.append((archive, "Archive", ":material/inventory_2:"))
    if page is home:  # it only leads on, so nothing is drawn before
        page.run()
    sidebar(pages, viewer)
    try:
        page.run()
    except data.QAError as error:
        _told(error)


def _waiting(viewer: data.Viewer) -> defaultdict[str, str]:
    """How much waits on a page, to be put behind its name; "" for nothing."""
    counts = {}
    if viewer.may(data.Power.REVIEW):
        counts["coaching"] = data_coaching.waiting()
        counts["calibration"] = data_calibration.waiting()
    elif viewer.role is data.Role.AGENT:
        counts["mine"] = len(data_own.inbox().to_open)
    return defaultdict(str, {page: f" ({n})" for page, n in counts.items() if n})


def _told(error: data.QAError) -> None:
    st.error(words.plain(words.sentences(error.what)), icon=":material/error:")
    st.text(f"{error.where or ''}\n{words.sentences(error.next_step)}".strip())


if __name__ == "__main__":  # a worker process that is started from here must not draw pages
    with data.one_connection():
        main()
