"""Jobs that wait, run and are over, and the files that could not be processed."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from app import data, data_archive, words
from app.data_archive import RUNNING, WAITING, Job
from app.widgets.keeping.add import orders
from app.widgets.told import attempt

LOOK_SECONDS = 1.0
SHOWN = 8
TITLES = {
    data_archive.PROCESS: "Listening to recordings",
    data_archive.FETCH: "Fetching models",
    data_archive.RETENTION: "Removing what was kept long enough",
}
STATES = {
    "waiting": ("Waiting", "gray", ":material/schedule:"),
    "running": ("Running", "blue", ":material/autorenew:"),
    "done": ("Done", "green", ":material/check_circle:"),
    "failed": ("Failed", "red", ":material/cancel:"),
    "stopped": ("Stopped", "gray", ":material/stop_circle:"),
}
STAGES = {
    "decode": "reading",
    "speech": "finding speech",
    "words": "writing down",
    "turns": "putting turns together",
}
LISTED = (data_archive.PROCESS, data_archive.RETENTION)  # jobs with an outcome for each call
ENDS = {"done": "✓", "skipped": "·", "failed": "✗"}


def work() -> None:
    """Draw the jobs; while one runs they are looked at again and again."""
    found = data_archive.jobs()
    busy = any(job.state in (RUNNING, WAITING) for job in found)
    st.session_state["was-busy"] = busy
    st.fragment(_jobs, run_every=LOOK_SECONDS if busy else None)()
    _failures()


def _jobs() -> None:
    found = data_archive.jobs()
    busy = any(job.state in (RUNNING, WAITING) for job in found)
    if st.session_state.get("was-busy") and not busy:
        st.session_state["was-busy"] = False
        st.rerun()  # the whole page: new calls, new failures, no more looking
    st.subheader("Jobs", anchor=False)
    if not found:
        st.caption("None yet. What is added is listened to here, one job after the other.")
    for job in found[:SHOWN]:
        with st.container(key=f"job-{job.id}", gap="small"):
            _job(job)
    if len(found) > SHOWN:
        with st.expander("Earlier jobs"):
            for job in found[SHOWN:]:
                st.text(f"{words.day(job.at)}, {TITLES[job.kind].lower()}: {_counts(job)}")


def _job(job: Job) -> None:
    label, colour, icon = STATES[job.state]
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.badge(label, icon=icon, color=colour)  # type: ignore[arg-type]
        st.markdown(f"**{TITLES[job.kind]}**", width="content")
        st.caption(f"{words.plain(job.by)}, {words.day(job.at)}", width="content")
        if not job.over and not job.stop:
            st.button(
                "Stop",
                key=f"stop-{job.id}",
                type="tertiary",
                icon=":material/stop_circle:",
                on_click=data_archive.stop,
                args=(job.id,),
                help="What is done stays",
            )
    if job.state == RUNNING:
        st.progress(job.progress, text=_now(job))
    if job.message:
        st.text(job.message)
    if job.over and job.total:
        st.text(_counts(job))
    if job.state in ("done", "stopped", "failed") and job.total and job.kind in LISTED:
        _outcomes(job)


def _now(job: Job) -> str:
    finished = job.done + job.skipped + job.failed
    parts = [f"{finished} of {job.total}"] if job.total else ["Beginning"]
    if job.label:
        parts.append(words.plain(job.label))
    if job.stage:
        parts.append(words.plain(STAGES.get(job.stage, job.stage)))
    if job.stop:
        parts.append("stopping")
    return " · ".join(parts)


def _counts(job: Job) -> str:
    parts = [f"{job.done} done"]
    parts += [f"{job.skipped} skipped"] if job.skipped else []
    parts += [f"{job.failed} failed"] if job.failed else []
    return ", ".join(parts)


def _outcomes(job: Job) -> None:
    with st.expander("What came of it"):
        for number, outcome in enumerate(data_archive.outcomes(job.id)):
            text = f"{ENDS.get(outcome.kind, '')} {outcome.label}"
            text += f": {outcome.text}" if outcome.text else ""
            if outcome.call:
                st.page_link(
                    "views/call.py",
                    label=words.plain(text),
                    query_params={"call": outcome.call},
                )
            else:
                st.text(text)
            if number > 200:
                st.caption("… and more")
                break


def _failures() -> None:
    failed = data.failures()
    st.subheader("Files that could not be processed", anchor=False)
    if not failed:
        st.caption("None.")
        return
    rows = [(*reversed(_parted(f.path)), f.reason, f.attempts, words.day(f.at)) for f in failed]
    chosen = st.dataframe(
        pd.DataFrame(rows, columns=["File", "Folder", "Why", "Tries", "Last tried"]),
        key="failed-files",
        column_order=["File", "Why", "Tries", "Last tried", "Folder"],
        hide_index=True,
        on_select="rerun",
        selection_mode="multi-row",
        column_config={
            "File": st.column_config.TextColumn(width="medium"),
            "Why": st.column_config.TextColumn(width="large"),
            "Tries": st.column_config.NumberColumn(width=60),
        },
        alt="Files that could not be processed, a row each",
    )
    picked = [failed[row].path for row in chosen["selection"]["rows"] if row < len(failed)]
    paths = picked or [f.path for f in failed]
    how = orders("retry")
    with st.container(horizontal=True, vertical_alignment="center"):
        what = f"{len(picked)} chosen" if picked else f"all {len(paths)}"
        if st.button(f"Try {what} again", icon=":material/refresh:") and attempt(
            lambda: data_archive.retry(paths, how)
        ):
            st.rerun()
        if st.button(
            f"Take {what} off this list",
            type="tertiary",
            icon=":material/playlist_remove:",
            help="The files themselves stay where they are",
        ) and attempt(lambda: data_archive.forget_failures(paths)):
            st.rerun()


def _parted(path: str) -> tuple[str, str]:
    """Folder and name of a file on the server."""
    folder, _, name = path.replace("\\", "/").rpartition("/")
    return folder, name
