"""The router: page setup, sidebar, which page is shown, and the one place for people's mistakes."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from app import data, palette
from app.widgets.sidebar import sidebar

HERE = Path(__file__).parent

st.set_page_config(
    page_title="callqa", page_icon=str(HERE / "mark.svg"), layout="wide", initial_sidebar_state=208
)
st.html(HERE / "style.css")
st.html(f"<style>{palette.variables()}</style>")
calls = st.Page("views/calls.py", title="Calls", default=True)
call = st.Page("views/call.py", title="Call", url_path="call")
page = st.navigation([calls, call], position="hidden")
sidebar(calls)
if page is calls and "call" in st.query_params:
    st.switch_page(call, query_params=st.query_params.to_dict())
try:
    page.run()
except data.QAError as error:
    st.error(f"{error.what[:1].upper()}{error.what[1:]}.", icon=":material/error:")
    st.text(f"{error.where or ''}\n{error.next_step or ''}".strip())
