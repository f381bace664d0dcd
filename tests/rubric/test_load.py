"""A rubric's mistakes are told as path:line:column: what, and what is allowed."""

import pytest

from qa.errors import RubricError
from qa.rubric.examples import run_examples
from qa.rubric.load import find, load, parse, rubrics_folder
from qa.rubric.starter import starter

GOOD = """\
id: mine
title: Mine
version: "1"
languages: [en]
phrases:
  greeting: [good morning, hello]
sections:
  - title: Start
    criteria:
      - id: greeting_given
        ask: Did the agent greet?
        weight: 10
        check:
          kind: said
          phrases: greeting
          when: {first_turns: 1}
        examples:
          - expect: pass
            call: "agent: Good morning."
          - expect: fail
            call: "agent: What."
"""


def test_a_good_rubric_is_read():
    rubric = parse(GOOD)
    assert [criterion.id for criterion in rubric.criteria] == ["greeting_given"]
    assert len(rubric.sha256) == 64


@pytest.mark.parametrize(
    ("before", "after", "where", "what"),
    [
        ("title: Mine", "title: Mine\ntitle: Two", "3:1", "twice"),
        ("title: Mine", "titel: Mine", "1:1", "the key 'title' is missing"),
        ("        weight: 10", "        wieght: 10", "12:9", "unknown key 'wieght'; allowed are"),
        ("kind: said", "kind: sayd", "14:11", "'sayd'; allowed are"),
        ("phrases: greeting", "phrases: greting", "15:11", "unknown phrase list 'greting'"),
        ("[good morning, hello]", "[good morning, '(hello']", "6:28", "not closed"),
        ("weight: 10", "weight: -1", "12:9", "greater than 0"),
        ("first_turns: 1", "first_turn: 1", "16:18", "first_share, first_turns"),
        ("expect: fail", "expect: fial", "20:13", "'fial'; allowed are"),
        ("expect: fail", "expect: pass", "17:9", "no example that is expected to fail"),
        ("id: mine", "id: [", "", "not YAML"),
        ("id: greeting_given", "id: Greeting Given", "10:9", "small letters"),
    ],
)
def test_a_mistake_is_told_with_its_place(before, after, where, what):
    with pytest.raises(RubricError) as caught:
        parse(GOOD.replace(before, after, 1), "mine.yaml")
    assert caught.value.where.startswith(f"mine.yaml:{where}")
    assert what in caught.value.what


def test_a_measure_that_does_not_exist_names_those_that_do():
    text = GOOD.replace(
        "kind: said\n          phrases: greeting\n          when: {first_turns: 1}",
        "kind: measure\n          measure: politeness\n          at_least: 1",
    )
    with pytest.raises(RubricError, match="talk_share_agent"):
        parse(text)


def test_yes_no_and_clock_times_stay_text():
    rubric = parse(GOOD.replace("[good morning, hello]", "[no, yes, 10:30]"))
    assert rubric.phrases["greeting"] == ("no", "yes", "10:30")


def test_a_rubric_is_found_by_name_and_an_unknown_one_names_those_there_are():
    assert find("essentials").parent == rubrics_folder()
    with pytest.raises(RubricError, match="essentials"):
        find("no-such-rubric")


def test_both_spellings_of_the_suffix_are_read(tmp_path):
    path = tmp_path / "mine.yml"
    path.write_text(GOOD, encoding="utf-8")
    assert load(path).id == "mine"


def test_only_the_examples_of_a_changed_criterion_are_run_again():
    text, known = starter("greeting"), {}
    first = run_examples(parse(text), known)
    before = dict(known)
    assert run_examples(parse(text.replace("weight: 10", "weight: 20")), known) == first
    assert known == before
    run_examples(parse(text.replace('"(hello|hi)"', '"hello"')), known)
    assert len(known) == 2 * len(before)
