"""The synced player in a real browser: the word that is lit is the word that is heard."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import archives
import browsing
import pytest
from playwright.sync_api import Browser, ElementHandle, Page, expect

from qa.call import CUSTOMER, Call, Unheard
from qa.store import Store

pytestmark = pytest.mark.browser

NEAR_SECONDS = 0.25
UNSURE = (1, 2)  # turn and word whose probability is made low
# Notes what is lit at every step of the playhead, with the time that the sound itself says.
WATCH = """
([box, audio]) => {
  const words = [...box.querySelectorAll(".w")];
  audio.lit = [];
  document.addEventListener("callqa:time", () => {
    const lit = words.flatMap((word, i) => word.classList.contains("now") ? [i] : []);
    if (!audio.paused) audio.lit.push([audio.currentTime, lit]);
  });
}
"""


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = archives.build(tmp_path_factory.mktemp("player"), {"complaint": archives.COMPLAINT})
    with Store(path) as store:
        store.save(_doubtful(store.call("complaint")), store.scorecards("complaint"), "test")
    return path


def _doubtful(call: Call) -> Call:
    """The call with a word that was hardly understood and speech without any words."""
    turn, word = UNSURE
    said = list(call.turns[turn].words)
    said[word] = replace(said[word], probability=0.2)
    turns = list(call.turns)
    turns[turn] = replace(turns[turn], words=tuple(said))
    return replace(call, turns=tuple(turns), unheard=(Unheard(CUSTOMER, 29.0, 30.5),))


@pytest.fixture
def call(db: Path) -> Call:
    with Store(db) as store:
        return store.call("complaint")


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    page = browsing.opened(browser)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{address}/call?call=complaint")
    expect(page.locator(".transcript .w").first).to_be_visible()
    page.wait_for_function("a => a.readyState > 0", arg=sound(page))
    yield page
    page.context.close()


def sound(page: Page) -> ElementHandle:
    found = page.locator("audio").element_handle()
    assert found
    return found


def time_of(page: Page) -> float:
    return float(page.locator("audio").evaluate("a => a.currentTime"))


def at(page: Page, seconds: float) -> None:
    page.wait_for_function(
        "([a, at]) => Math.abs(a.currentTime - at) < 0.01", arg=[sound(page), seconds]
    )


def marker(page: Page, call: Call, seconds: float) -> Any:
    """The label shown while the pointer rests at a second of the timeline."""
    box = page.locator(".stage canvas").bounding_box()
    assert box
    left = 72 if box["width"] > 560 else 0
    x = left + seconds / call.seconds * (box["width"] - left - 8)
    page.mouse.move(box["x"] + x, box["y"] + box["height"] - 46)
    return page.locator(".tip")


def test_a_click_on_a_word_plays_it_and_the_words_light_up_as_they_are_heard(
    page: Page, call: Call
) -> None:
    words = [word for turn in call.turns for word in turn.words]
    first = next(i for i, word in enumerate(words) if word.text == "blocked")
    page.evaluate(WATCH, [page.locator(".transcript").element_handle(), sound(page)])
    page.locator(".transcript .w").get_by_text("blocked", exact=True).click()
    until = words[first].start + 3
    page.wait_for_function("([a, until]) => a.currentTime > until", arg=[sound(page), until])
    page.keyboard.press("k")
    seen = page.locator("audio").evaluate("a => a.lit")

    lit = [(heard, where[0]) for heard, where in seen if where]
    assert lit[0][1] == first, "another word than the clicked one is lit first"
    for wanted in (0.5, 1.5, 2.5):
        heard, where = min(lit, key=lambda pair: abs(pair[0] - words[first].start - wanted))
        word = words[where]
        assert word.start - NEAR_SECONDS <= heard <= word.end + NEAR_SECONDS, word
    order = list(dict.fromkeys(where for _, where in lit))
    assert order == list(range(first, first + len(order))), "words are left out"


def test_keys_play_and_pause_and_go_five_seconds_on_and_back(page: Page) -> None:
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    at(page, 10)
    page.keyboard.press("ArrowLeft")
    at(page, 5)
    page.keyboard.press("k")
    page.wait_for_function("a => !a.paused", arg=sound(page))
    page.keyboard.press("k")
    page.wait_for_function("a => a.paused", arg=sound(page))


def test_the_speed_is_chosen_from_three_quarters_to_double(page: Page) -> None:
    speed = page.get_by_role("combobox", name="Speed")
    for chosen in ("0.75", "1.25", "1.5", "2", "1"):
        speed.select_option(chosen)
        assert page.locator("audio").evaluate("a => a.playbackRate") == float(chosen)


def test_skipped_silence_is_not_heard(page: Page, call: Call) -> None:
    assert call.measures
    gap = next(silence for silence in call.measures.silences if silence.kind == "dead_air")
    page.get_by_role("checkbox", name="Skip silence").check()
    page.evaluate(WATCH, [page.locator(".transcript").element_handle(), sound(page)])
    page.evaluate(
        "at => document.dispatchEvent(new CustomEvent('callqa:seek', {detail: {at, play: true}}))",
        gap.start - 0.5,
    )
    page.wait_for_function("([a, end]) => a.currentTime > end", arg=[sound(page), gap.end])
    heard = [seconds for seconds, _ in page.locator("audio").evaluate("a => a.lit")]
    middle = (gap.start + gap.end) / 2
    assert min(heard) < gap.start
    assert not [seconds for seconds in heard if abs(seconds - middle) < gap.seconds / 4]


def test_the_timeline_marks_what_is_worth_hearing(page: Page, call: Call) -> None:
    legend = page.locator(".legend li")
    shown = set(legend.all_text_contents())
    assert {"Interruption", "Dead air", "Lowest sentiment", "Evidence of a fail"} <= shown
    assert "Speech without words" in shown
    assert call.measures
    (cut_in,) = [o for o in call.measures.overlaps if o.kind == "interruption"]
    expect(marker(page, call, cut_in.start)).to_contain_text("Interruption by the agent, 1.2 s")
    gap = next(s for s in call.measures.silences if s.kind == "dead_air")
    expect(marker(page, call, gap.start + 0.5)).to_contain_text("Dead air")


def test_the_marks_of_the_timeline_are_reached_by_keyboard_and_enter_plays_from_there(
    page: Page, call: Call
) -> None:
    assert call.measures
    (cut_in,) = [o for o in call.measures.overlaps if o.kind == "interruption"]
    marks = page.get_by_role("toolbar", name="Moments on the timeline").get_by_role("button")
    names = [mark.get_attribute("aria-label") for mark in marks.all()]
    assert f"Interruption by the agent, 0:{int(cut_in.start):02}" in names
    assert "Speech without words, customer, 0:29" in names
    assert any((name or "").startswith("Fails: Did the agent let the customer") for name in names)

    page.locator(".stage canvas").focus()
    page.keyboard.press("Tab")
    expect(marks.first).to_be_focused()
    for _ in range(names.index(f"Interruption by the agent, 0:{int(cut_in.start):02}")):
        page.keyboard.press("ArrowRight")
    expect(page.locator(".tip")).to_contain_text("Interruption by the agent, 1.2 s")
    assert time_of(page) == 0, "the arrows choose a mark here, they do not move the playhead"
    page.keyboard.press("Enter")
    page.wait_for_function("([a, at]) => a.currentTime > at", arg=[sound(page), cut_in.start])
    assert time_of(page) < cut_in.end + 5
    page.keyboard.press("k")
    page.keyboard.press("Home")
    expect(marks.first).to_be_focused()
    page.keyboard.press("Tab")
    expect(marks.nth(1)).not_to_be_focused()


def test_a_moment_has_a_link(page: Page, address: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.keyboard.press("ArrowRight")
    at(page, 5)
    page.get_by_role("button", name="Link").click()
    expect(page.locator(".notice")).to_have_text("Link to 0:05 copied")
    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert copied == f"{address}/call?call=complaint&at=5.0"


def test_what_was_hardly_understood_is_shown_as_such(page: Page, call: Call) -> None:
    turn, word = UNSURE
    unsure = page.locator(".transcript .w.unsure")
    expect(unsure).to_have_count(1)
    expect(unsure).to_have_text(call.turns[turn].words[word].text)
    expect(unsure).to_have_attribute("title", "The recogniser is unsure of this word")
    missed = page.locator(".st-key-unheard").get_by_role("button", name="Customer, 1.5 s")
    missed.click()
    page.wait_for_function("a => a.currentTime >= 29", arg=sound(page))
