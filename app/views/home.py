"""Where somebody begins: at what they do most. An address that names a call opens it."""

from __future__ import annotations

import streamlit as st

from app import data
from app.data import Role

FIRST = {
    Role.AGENT: "views/mine.py",
    Role.SUPERVISOR: "views/queue.py",
    Role.QA: "views/queue.py",  # they review day by day, and write rubrics now and then
    Role.ADMIN: "views/archive.py",
}

if "call" in st.query_params:
    st.switch_page("views/call.py", query_params=st.query_params.to_dict())
st.switch_page(FIRST[data.viewer().role])
