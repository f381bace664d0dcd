"""One call: hear it, read it, judge it."""

from __future__ import annotations

import streamlit as st

from app import data, data_calibration, data_own, playing
from app.widgets import (
    coach,
    empty,
    export,
    follow,
    header,
    measures,
    mending,
    moments,
    progress,
    review,
    say,
    scorecard,
    self_score,
    sentiment,
    wording,
)
from app.widgets.player import player
from app.widgets.transcript import transcript

identity = st.query_params.get("call", "")
try:
    call = data.call(identity)
except data.AccessError:
    empty.not_yours(identity)
    st.stop()
except data.StoreError:
    empty.unknown_call(identity)
    st.stop()

cards = data.scorecards(identity)
reviews = data.reviews(identity)
silent = data.missing_sound(call)
reviewing = data.viewer().may(data.Power.REVIEW)
mine = data_own.is_agent()
playing.begin(identity, st.query_params.get("at"))

mending.told()
progress.beside(identity)
header.header(call)
if silent:
    with st.container(key="silent", horizontal=True, vertical_alignment="center"):
        st.markdown(":material/volume_off:")
        st.text(silent)
with st.container(key="player-place"):
    player(call, cards, playing.request(), sound=not silent)
left, right = st.columns([11, 9], gap="large")
with left, st.container(key="transcript-place"):
    with st.container(horizontal=True, key="beneath", vertical_alignment="center"):
        if reviewing:
            mending.corrections(call)
            coach.note_button(call, cards)
        export.export(identity)
    transcript(call, cards)
with right:
    if reviewing and cards:
        progress.progress(identity, cards, reviews)
        coach.read(identity)
    now = review.current(cards, reviews) if reviewing and cards else None
    beneath = None
    if mine and cards:
        say.head(identity)
        beneath = say.beneath(identity)
    elif reviewing and cards:
        beneath = coach.beneath(identity)
    for card in cards:
        scorecard.scorecard(call, card, reviews, now, beneath)
    if not cards and mine:
        self_score.self_score(identity)
    elif not cards and identity in data_calibration.blind():
        scorecard.blind()
    elif not cards:
        scorecard.no_scorecard()
    if mine:
        wording.of_call(call)
    follow.follow(identity, now)
if call.measures:
    sentiment.sentiment(call)
    left, right = st.columns(2, gap="large")
    with left:
        moments.moments(call)
        moments.unheard(call)
    with right:
        measures.measures(call)
