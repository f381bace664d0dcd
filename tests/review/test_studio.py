"""Who may write rubrics, what is logged, what a phrase finds and only just misses."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from qa.accounts import audit
from qa.accounts.people import Role, Viewer
from qa.call import Call
from qa.errors import AccessError, InputError, RubricError
from qa.publishing import DraftConflictError, NotReplayedError
from qa.review import golden
from qa.review.studio import Studio
from qa.rubric.outcome import Verdict
from qa.rubric.starter import starter
from qa.store import Store

TEXT = starter("greeting")


@pytest.fixture
def studio(filled: Store) -> Studio:
    return Studio(filled, Viewer("Quinn", Role.QA))


@pytest.fixture
def spoken(store: Store, say: Callable[..., Call]) -> Studio:
    for name, words in {
        "hit": "I'm sorry, I will call you back tomorrow.",
        "negated": "I can't call you back tomorrow.",
        "reported": "He said he will call you back tomorrow.",
        "near": "I will definitely call you tomorrow.",
        "far": "Your parcel is in the depot.",
    }.items():
        store.save(say(f"customer: Hello.\nagent: {words}", name), [], "test")
    return Studio(store, Viewer("Quinn", Role.QA))


@pytest.mark.parametrize("role", [Role.AGENT, Role.SUPERVISOR])
def test_only_rubric_staff_and_administrators_write_rubrics(filled: Store, role: Role) -> None:
    other = Studio(filled, Viewer("Dana", role))
    for act in (
        other.shelf,
        lambda: other.begin("greeting"),
        lambda: other.save_draft("greeting", TEXT, seen=0),
        lambda: other.rehearse("essentials", TEXT, limit=1),
        lambda: other.try_phrases("hello", TEXT, language="en", who="agent"),
        lambda: other.publish("greeting", TEXT, "x", base=0, unreplayed=True),
        lambda: other.go_back("greeting", 1, "x", base=1),
        lambda: other.score_again("essentials"),
    ):
        with pytest.raises(AccessError):
            act()
    assert len(audit.entries(filled.connection, act=audit.REFUSED)) == 8


def test_a_rubric_is_begun_kept_published_and_gone_back_on_and_all_of_it_is_logged(
    studio: Studio, filled: Store
) -> None:
    assert studio.begin("Greeting").rubric == "greeting"
    edited = TEXT.replace('"(hello|hi)"', '"(hello|hi|hiya)"')
    studio.publish("greeting", TEXT, "a first version", base=0, unreplayed=True)
    studio.save_draft("greeting", edited, seen=0)
    studio.publish("greeting", edited, "hiya counts", base=1, unreplayed=True)
    studio.go_back("greeting", 1, "it did not", base=2)
    assert [v.reason for v in studio.versions("greeting")] == [
        "a first version",
        "hiya counts",
        "Back to version 1: it did not",
    ]
    acts = [entry.act for entry in reversed(audit.entries(filled.connection))]
    assert acts == [
        "kept a draft of a rubric",
        "published a rubric",
        "kept a draft of a rubric",
        "published a rubric",
        "went back to a rubric",
    ]


def test_what_is_refused_leaves_no_trace_but_the_draft(studio: Studio, filled: Store) -> None:
    studio.begin("greeting")
    with pytest.raises(InputError, match="why"):
        studio.publish("greeting", TEXT, " ", base=0, unreplayed=True)
    assert studio.versions("greeting") == []
    assert "published a rubric" not in [e.act for e in audit.entries(filled.connection)]


def test_a_text_is_replayed_after_its_last_change_or_published_without_on_purpose(
    studio: Studio, filled: Store
) -> None:
    other = Studio(filled, Viewer("Rami", Role.ADMIN))
    edited = TEXT.replace('"(hello|hi)"', '"(hello|hi|hiya)"')
    with pytest.raises(NotReplayedError, match="since its last change"):
        studio.publish("greeting", TEXT, "a first version", base=0)
    studio.publish("greeting", TEXT, "a first version", base=0, unreplayed=True)
    studio.rehearse("greeting", edited, limit=1, workers=1)
    with pytest.raises(NotReplayedError):
        studio.publish("greeting", edited + "# changed since\n", "hiya counts", base=1)
    other.publish("greeting", edited, "hiya counts", base=1)
    with pytest.raises(NotReplayedError):  # against the version that is in use now
        other.publish("greeting", edited + "# once more\n", "again", base=2)
    studio.go_back("greeting", 1, "it did not", base=2)
    assert [v.replayed for v in studio.versions("greeting")] == [False, True, False]
    assert studio.versions("essentials")[0].replayed is None


def test_two_people_never_write_over_each_other_unseen(studio: Studio, filled: Store) -> None:
    other = Studio(filled, Viewer("Rami", Role.ADMIN))
    seen = studio.begin("greeting").revision
    other.save_draft("greeting", TEXT + "# Rami was here\n", seen=seen)
    with pytest.raises(DraftConflictError, match="Rami"):
        studio.save_draft("greeting", TEXT, seen=seen)
    entry = studio.entry("greeting")
    assert entry.draft
    assert entry.draft.by == "Rami"


def test_a_golden_example_is_held_against_what_is_written(studio: Studio, filled: Store) -> None:
    said = "agent: Hiya there.\ncustomer: Hello."
    golden.add(
        filled.connection,
        *("praise", "greeting", "greeting_given", Verdict.PASS, "a friendly hiya", said, "Dana"),
    )
    [before] = studio.golden("greeting", TEXT)
    assert (before.example, before.ok, before.finding.verdict) == (
        "a friendly hiya",
        False,
        Verdict.FAIL,
    )
    [after] = studio.golden("greeting", TEXT.replace('"(hello|hi)"', '"(hello|hiya)"'))
    assert after.ok


def test_a_name_that_is_taken_is_not_begun_again(studio: Studio) -> None:
    with pytest.raises(RubricError, match="already"):
        studio.begin("essentials")


def test_every_mistake_is_told_with_its_line_and_column(studio: Studio) -> None:
    broken = TEXT.replace("weight: 10", "wieght: 10").replace("kind: said", "kind: sayd")
    found = [(mistake.where, mistake.what[:18]) for mistake in studio.mistakes(broken)]
    assert found == [("28:9", "unknown key 'wiegh"), ("30:11", "kind is 'sayd'; al")]
    assert studio.mistakes(TEXT) == []
    assert studio.mistakes("id: [")[0].where == "1:6"
    unknown = TEXT.replace("phrases: greeting ", "phrases: greetings ")
    assert studio.mistakes(unknown)[0].where == "32:11"


def test_a_phrase_is_tried_on_what_was_said(spoken: Studio) -> None:
    tried = spoken.try_phrases("call you back", TEXT, language="en", who="agent")
    assert [found.call for found in tried.hits] == ["hit"]
    near = {found.call: found.why for found in tried.near}
    assert near["negated"] == "found, but negated"
    assert near["reported"] == "found, but told of somebody"
    assert near["near"] == "without back"
    assert "far" not in near


def test_a_list_is_tried_by_its_name(spoken: Studio) -> None:
    tried = spoken.try_phrases("greeting", TEXT, language="en", who="customer")
    assert len(tried.hits) == 1  # the same words are shown once
    assert tried.hit_turns == 5


def test_a_phrase_that_cannot_be_read_is_told_with_its_line(spoken: Studio) -> None:
    with pytest.raises(InputError, match="line 2"):
        spoken.try_phrases("hello\n(never closed", TEXT, language="en", who=None)
    with pytest.raises(InputError, match="no phrase"):
        spoken.try_phrases("  \n", TEXT, language="en", who=None)
