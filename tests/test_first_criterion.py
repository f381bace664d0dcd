"""The page for people who never programmed: followed to the letter, it says what happens."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from qa.cli import main
from qa.formats import script
from qa.measure import measure
from qa.measures import Range
from qa.phrases import PhraseSet
from qa.rubric.load import parse
from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "first-criterion.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", PAGE, re.S)
FILE = "help.yaml"


def whole_file() -> str:
    return [text for kind, text in BLOCKS if kind == "yaml" and text.startswith("id:")][-1]


def said(block: str) -> Iterator[tuple[list[str], str]]:
    """The commands of a block with what is printed below each."""
    for part in re.split(r"^\$ callqa ", block, flags=re.M)[1:]:
        command, _, output = part.partition("\n")
        yield command.split(), output


def test_whoever_follows_the_page_sees_what_it_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text, runs = "", 0
    for kind, block in BLOCKS:
        if kind == "yaml" and block.startswith("id:"):
            text = block
        elif kind == "yaml" and block.lstrip().startswith("phrases:"):
            text = re.sub(r" +phrases:\n( +- \".*\n)+", lambda _, new=block: new, text, count=1)
        elif kind == "yaml" and block.lstrip().startswith("applies_when:"):
            text = text.replace("        coach:\n", f"{block}        coach:\n")
        elif kind == "yaml":
            text += block
        (tmp_path / FILE).write_text(text, encoding="utf-8")
        for command, output in said(block) if kind == "text" else ():
            assert CliRunner().invoke(main, command).output == output, command
            runs += 1
    assert runs == 8


def test_every_block_of_the_page_is_one_that_this_test_knows() -> None:
    assert {kind for kind, _ in BLOCKS} == {"yaml", "text", "sh"}


MISTAKES = {
    "unknown key 'whom'; allowed are …": ("who: agent", "whom: agent"),
    "kind is 'says'; allowed are …": ("kind: said", "kind: says"),
    "this line does not begin under the lines that it belongs to": ("        ask:", "       ask:"),
    "begin the line with spaces, not with a tab": ("        ask:", "\task:"),
    "a colon is in the way": ("ask: Did", "ask: Question: did"),
    "a quote or a bracket is not closed": ('[else|more]"', "[else|more]"),
    "a bracket in '(anything else' is not closed": ("(anything|something) else", "(anything else"),
    "a | outside of brackets in 'anything else|more'": (
        "(anything|something) else",
        "anything else|more",
    ),
    "phrases: write each on its own line": ('- "(anything|something) else"', "- Is there: more"),
    "version wants text": ('version: "1"', "version: 1"),
    "the key 'agent' is here twice; keep one, or write": (
        "call: |\n              customer: Thank you, that was all about the bill.\n",
        "call:\n              agent: Hello.\n",
    ),
    "not a turn: 'Agent: Goodbye.'": ("agent: Goodbye.", "Agent: Goodbye."),
}


def test_the_page_explains_exactly_these_mistakes() -> None:
    rows = re.findall(r"^\| `([^`]+)` \| ", PAGE.partition("## When something")[2], re.M)
    assert [row.replace("\\|", "|") for row in rows] == list(MISTAKES)


@pytest.mark.parametrize("told", MISTAKES)
def test_a_mistake_is_told_as_the_page_says(told: str) -> None:
    right, wrong = MISTAKES[told]
    with pytest.raises(Exception, match=re.escape(told.removesuffix(" …"))):
        parse(whole_file().replace(right, wrong, 1), FILE)


def test_the_signs_in_phrases_find_what_the_page_says() -> None:
    rows = re.findall(r"^\| `([^`]+)` \| [^|]+ \| (\".*\") \|$", PAGE, re.M)
    assert len(rows) == 4
    for phrase, found in rows:
        for words in re.findall(r'"([^"]+)"', found):
            assert PhraseSet([phrase.replace("\\|", "|")]).matches(words), (phrase, words)


def test_lines_with_a_time_or_an_end_do_what_the_page_says() -> None:
    late, early, end = re.findall(r"^\| `((?:agent [<>]|# end)[^`]+)` \| ", PAGE, re.M)
    call = (
        f"{end}\ncustomer: My parcel is late.\n{late}\ncustomer: I waited for so long and\n{early}"
    )
    heard = measure(script.to_call(script.parse(call)))
    first, second, third, fourth = heard.turns
    assert second.start - first.end == pytest.approx(30, abs=0.01)
    assert third.end - fourth.start == pytest.approx(1.5, abs=0.01)
    assert heard.measures.named()["interruptions_agent"] == Range(1, 1)
    assert heard.recording.metadata.hangup_party == "customer"


def test_the_page_is_linked_from_the_readme_and_its_links_lead_somewhere() -> None:
    assert "(docs/first-criterion.md)" in (ROOT / "README.md").read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", PAGE):
        assert (ROOT / "docs" / target).exists(), target
