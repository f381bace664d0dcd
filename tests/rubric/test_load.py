"""A rubric's mistakes are told as path:line:column: what, and what is allowed."""

import pytest

from qa.errors import RubricError
from qa.phrasebook import read_lists
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


def test_a_file_named_without_its_suffix_is_told_how_to_name_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.yaml").write_text(GOOD, encoding="utf-8")
    with pytest.raises(RubricError, match=r"write mine\.yaml"):
        find("mine")


def test_one_mistake_is_told_once_whatever_else_could_have_stood_there():
    for phrases in ("5", "\n            - hello: hi"):
        with pytest.raises(RubricError) as caught:
            parse(GOOD.replace("phrases: greeting", f"phrases: {phrases}"))
        assert "more)" not in str(caught.value)


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


NAMED = "          phrases: greeting\n"


@pytest.mark.parametrize(
    ("before", "after", "where", "what"),
    [
        (NAMED, "          phrases: greeting + aplogy\n", "15:11", "unknown phrase list 'aplogy'"),
        (NAMED, "          phrases: greeting - aplogy\n", "15:11", "unknown phrase list 'aplogy'"),
        (NAMED, f"{NAMED}          but_not: aplogy\n", "16:11", "unknown phrase list 'aplogy'"),
        (NAMED, "          phrases: greeting + + apology\n", "15:11", "joined by + and -"),
        (NAMED, "          phrases: '- greeting'\n", "15:11", "names no list that counts"),
        (NAMED, "          phrases: - greeting\n", "15:20", "begins with a hyphen in quotes"),
        (NAMED, f"          phrases: {'greting' * 5000}\n", "15:11", "unknown phrase list"),
        ("kind: said", "kind: said\n          kind: said", "15:11", "'kind' is here twice"),
        ("{first_turns: 1}", "{first_turns: 1, first_turns: 2}", "16:34", "is here twice"),
        ("[good morning, hello]", "[hello]\n  greeting: [hi]", "7:3", "'greeting' is here twice"),
        ("        weight: 10", "\tweight: 10", "12:1", "with spaces, not with a tab"),
        ("id: mine", f"id: {'X ' * 50_000}", "1:1", "small letters"),
        ("[good morning, hello]", "&x [*x]", "6:13", "holds itself"),
        ("[good morning, hello]", "*x", "6:13", "begins with * in quotes"),
        ("[good morning, hello]", "[" * 101 + "]" * 101, "6:111", "too deep"),
        ("[good morning, hello]", "[" * 3000 + "]" * 3000, "", "too deep"),
        ("title: Mine", "title: Mine\n---", "3:1", "one file is one rubric"),
        ('version: "1"', "version: 1", "3:1", 'version wants text: write it in quotes, "1"'),
        ("languages: [en]", "languages: en", "4:1", "languages wants a list: [en]"),
        ("  - title: Start", "    title: Start", "7:1", "sections wants a list: each on its own"),
        ("[good morning, hello]", '["hello|hi"]', "6:14", "a | outside of brackets in 'hello|hi'"),
        (NAMED, "          phrases:\n            - hello: hi\n", "16:15", "phrases: write each"),
        (NAMED, "          phrases: 5\n", "15:11", "phrases: write each on its own line"),
        (
            NAMED,
            '          phrases:\n            -"hello"\n',
            "15:11",
            "after a hyphen and a space",
        ),
        ("        weight: 10", "        applies_when: greeting", "12:9", "wants keys of its own"),
        (
            'call: "agent: Good morning."',
            "call:\n              agent: Hello.\n              agent: Bye.",
            "21:15",
            "here twice; keep one, or write `call: |`",
        ),
    ],
)
def test_whatever_a_file_holds_its_mistake_is_one_short_line(before, after, where, what):
    with pytest.raises(RubricError) as caught:
        parse(GOOD.replace(before, after, 1), "mine.yaml")
    assert caught.value.where.startswith(f"mine.yaml:{where}")
    assert what in caught.value.what
    assert len(str(caught.value).splitlines()) == 1
    assert len(str(caught.value)) < 500


@pytest.mark.parametrize("text", ["", " \n\n", "# a note\n"])
def test_an_empty_file_is_told(text):
    with pytest.raises(RubricError, match=r"^mine.yaml:1:1: the file is empty$"):
        parse(text, "mine.yaml")


@pytest.mark.parametrize("holds", ["[{}]", "{{{}}}"], ids=["lists", "mappings"])
def test_aliases_that_would_fill_the_memory_are_refused(holds):
    lines = ["a0: &a0 [x, y]"]
    for i in range(1, 12):
        parts = (f"k{j}: *a{i - 1}" if "{{" in holds else f"*a{i - 1}" for j in range(10))
        lines.append(f"a{i}: &a{i} {holds.format(', '.join(parts))}")
    with pytest.raises(RubricError, match="aliases counted each time"):
        parse("\n".join(lines))


def test_an_alias_that_saves_writing_is_read():
    rubric = parse(GOOD.replace("[good morning, hello]", "&x [good morning]\n  again: *x"))
    assert rubric.phrases["again"] == rubric.phrases["greeting"]


def test_a_file_of_a_megabyte_is_read_or_told_in_a_line(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text("word " * 200_000, encoding="utf-8")
    with pytest.raises(RubricError, match=r":1:1: a rubric is a mapping"):
        load(path)
    path.write_text(GOOD + "# " + "note " * 200_000 + "\n\t- x: [", encoding="utf-8")
    with pytest.raises(RubricError, match="not with a tab"):
        load(path)
    path.write_text(GOOD.replace("title: Mine", f"title: {'x' * 1_000_000}"), encoding="utf-8")
    assert load(path).id == "mine"


def test_a_file_that_is_no_utf_8_says_what_to_do(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_bytes(GOOD.replace("Mine", "Für uns").encode("latin-1"))
    with pytest.raises(RubricError, match="save it as UTF-8"):
        load(path)


def test_a_rubric_that_is_there_in_both_spellings_of_the_suffix_is_refused(tmp_path):
    for name in ("mine.yaml", "mine.yml"):
        (tmp_path / name).write_text(GOOD, encoding="utf-8")
    for name, other in (("mine.yaml", "mine.yml"), ("mine.yml", "mine.yaml")):
        with pytest.raises(RubricError, match=f"{other} is here as well; keep one"):
            load(tmp_path / name)


def test_lists_are_joined_in_the_languages_that_all_of_them_are_in():
    lists = "phrases:\n  greeting: {en: [hello], el: [γεια]}\n  other: {el: [ναι]}\n"
    text = GOOD.replace("phrases:\n  greeting: [good morning, hello]\n", lists)
    text = text.replace("languages: [en]", "languages: [en, el]")
    checks = [
        next(parse(text.replace("phrases: greeting\n", f"phrases: {names}\n")).criteria).check
        for names in ("greeting + other", "greeting - other")
    ]
    assert [check.phrases for check in checks] == ["greeting + other", "greeting - other"]
    alone = text.replace("greeting: {en: [hello], el: [γεια]}", "greeting: {en: [hello]}")
    with pytest.raises(RubricError, match="there is no language that all of them are in"):
        parse(alone.replace("phrases: greeting\n", "phrases: greeting + other\n"))


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        ("phrases: [sorry]", "1:1", "about is missing"),
        ("about: One.", "1:1", "phrases is missing"),
        ("about: One.\nphrases: sorry", "2:1", "each phrase on a line"),
        ("about: One.\nphrases:\n  - sorry\n  - a: b", "4:5", "a phrase is one text"),
        ("about: One.\nphrases: [sorry]\nbut-not: [x]", "3:1", "unknown key 'but-not'"),
        ("about: One.\nphrases: [x]\nphrases: [y]", "3:1", "'phrases' is here twice"),
        ("- sorry", "1:1", "a mapping with about and phrases"),
        ("", "1:1", "the file is empty"),
    ],
)
def test_a_mistake_in_a_shared_list_is_told_with_its_place(tmp_path, text, where, what):
    path = tmp_path / "en" / "sorry.yaml"
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RubricError) as caught:
        read_lists(tmp_path)
    assert caught.value.where == f"{path}:{where}"
    assert what in caught.value.what


def test_a_shared_list_is_text_whatever_it_looks_like_and_there_once(tmp_path):
    path = tmp_path / "en" / "negation.yaml"
    path.parent.mkdir()
    path.write_text("about: One.\nphrases: [no, 24, 'yes']", encoding="utf-8")
    assert read_lists(tmp_path)["negation"]["en"].phrases == ("no", "24", "yes")
    path.with_suffix(".yml").write_text("about: Two.\nphrases: [no]", encoding="utf-8")
    with pytest.raises(RubricError, match="keep one"):
        read_lists(tmp_path)
