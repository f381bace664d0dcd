"""A call and an agent's month on paper."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from qa.accounts.people import Role, Viewer
from qa.call import Call, Metadata
from qa.cli import main
from qa.errors import AccessError, InputError
from qa.pipeline import review_heard
from qa.report.content import text
from qa.report.desk import Reporter
from qa.review import openings
from qa.review.desk import Desk
from qa.rubric.load import find, load
from qa.rubric.outcome import Verdict
from qa.store import Store

RUBRIC = "essentials"
ROOT = Viewer("root", Role.ADMIN)
HOSTILE = '<script>alert(1)</script> #panic("x") *b* $x$ \\n {{ 7*7 }} &amp; =1+1 ]"\'`'
TEXT = f"""
agent: Good morning, you're speaking to Alex. How can I help?
customer: My card was charged twice, {HOSTILE} and I am angry.
agent: I'm so sorry about that. I will refund it today.
customer: مرحبا، الفاتورة خاطئة Visa 4412 جدا.
agent: Goodbye.
customer: Thank you. Goodbye.
"""


@pytest.fixture
def filled(store: Store, say: Callable[..., Call]) -> Store:
    rubric = load(find(RUBRIC))
    for name, agent in (("hers", "Alex <b>"), ("his", "Sam")):
        call = say(TEXT.replace("Good morning", f"Good morning {name}"), name)
        about = Metadata(
            agent=agent, customer=HOSTILE, note=HOSTILE, started_at="2026-11-17T09:27:02"
        )
        call = replace(call, recording=replace(call.recording, metadata=about))
        reviewed = review_heard(call, [rubric])
        store.save(reviewed.call, reviewed.scorecards, options="test")
    dana = Desk(store, Viewer("Dana", Role.SUPERVISOR))
    dana.review("hers", RUBRIC, "commitment_made", Verdict.FAIL, note=f"Note: {HOSTILE}")
    dana.comment("hers", 1, f"Comment: {HOSTILE}")
    return store


def html(body: bytes) -> str:
    return body.decode()


def shown(page: str) -> str:
    """What a browser shows of a page without its style."""
    import html as entities

    body = re.sub(r"<style>.*?</style>", "", page, flags=re.S)
    return entities.unescape(re.sub(r"<[^>]+>", "", body))


def test_a_call_says_its_score_evidence_and_the_reviewers_words(filled: Store) -> None:
    page = html(Reporter(filled, ROOT).call_report("hers", "html"))
    said = shown(page)
    card = filled.scorecards("hers")[0].with_reviews(filled.reviews("hers"))
    assert card.score_text() in said
    for line in card.lines:
        assert line.ask in said
        for span in line.finding.evidence:
            assert filled.call("hers").quote(span) in said
    assert "machine: Pass" in said
    assert "<svg" in page
    assert "Note: " in said
    assert "Comment: " in said


def test_what_people_said_is_text_and_never_markup(filled: Store) -> None:
    reporter = Reporter(filled, ROOT)
    for page in (
        html(reporter.call_report("hers", "html")),
        html(reporter.month_report("Alex <b>", "2026-11", "html")),
    ):
        assert "<script" not in page
        assert "49" not in re.findall(r"\{\{ 7.7 \}\}|\b49\b", shown(page))
        assert HOSTILE in shown(page)
    # Read as Typst's code, the words would stop the making of the file.
    assert reporter.call_report("hers", "pdf").startswith(b"%PDF")
    assert reporter.month_report("Alex <b>", "2026-11", "pdf").startswith(b"%PDF")


def test_a_report_loads_nothing(filled: Store) -> None:
    page = html(Reporter(filled, ROOT).call_report("hers", "html"))
    assert "default-src 'none'" in page
    assert not re.findall(r"(?:src|href)\s*=|url\(|@import|<link|<iframe|<object", page)
    addresses = set(re.findall(r"https?://[^\s\"'<]+", page))
    assert addresses <= {"http://www.w3.org/2000/svg"}


def test_words_run_their_own_way(filled: Store) -> None:
    assert text("مرحبا Visa")["rtl"]
    assert text("«مرحبا»")["rtl"]
    assert not text("Visa مرحبا")["rtl"]
    assert not text("4412 =")["rtl"]
    page = html(Reporter(filled, ROOT).call_report("hers", "html"))
    assert re.search(r'dir="rtl">\s*مرحبا، الفاتورة خاطئة Visa 4412 جدا', page)


def test_an_agent_gets_their_own_and_verdicts_once_they_opened_the_release(filled: Store) -> None:
    alex = Reporter(filled, Viewer("alex", Role.AGENT, "Alex <b>"))
    assert "There is no scorecard to show" in html(alex.call_report("hers", "html"))
    for act in (
        lambda: alex.call_report("his", "html"),
        lambda: alex.month_report("Sam", "2026-11", "pdf"),
    ):
        with pytest.raises(AccessError):
            act()
    month = shown(html(alex.month_report("Alex <b>", "2026-11", "html")))
    assert "not reviewed yet" in month
    assert "Note: " not in month
    dana = Desk(filled, Viewer("Dana", Role.SUPERVISOR))
    dana.move("hers", "submitted")
    dana.move("hers", "released")
    openings.open_(filled.connection, "hers")
    assert "Note: " in shown(html(alex.month_report("Alex <b>", "2026-11", "html")))
    acts = [entry.act for entry in Desk(filled, ROOT).audit()]
    assert acts.count("report made") == 3
    assert acts.count("refused") == 2


def test_a_month_that_is_none_and_one_without_calls_are_told(filled: Store) -> None:
    reporter = Reporter(filled, ROOT)
    for month in ("2026-13", "November", "2026-1", "2026-11-01"):
        with pytest.raises(InputError, match="not a month"):
            reporter.month_report("Sam", month, "html")
    with pytest.raises(InputError, match="no call of"):
        reporter.month_report("Sam", "2026-10", "html")
    with pytest.raises(InputError, match="html or pdf"):
        reporter.call_report("his", "docx")


def test_the_command_writes_what_the_files_name_asks_for(filled: Store, tmp_path: Path) -> None:
    run = CliRunner()
    base = ["--db", str(filled.path), "report"]
    out = tmp_path / "call.pdf"
    assert run.invoke(main, [*base, "hers", "-o", str(out)]).exit_code == 0
    assert out.read_bytes().startswith(b"%PDF")
    out = tmp_path / "month.html"
    command = [*base, "--agent", "Sam", "--month", "2026-11", "-o", str(out)]
    assert run.invoke(main, command).exit_code == 0
    assert "November 2026" in out.read_text("utf-8")
    for wrong in (
        [*base, "-o", str(out)],
        [*base, "hers", "--agent", "Sam", "-o", str(out)],
        [*base, "--agent", "Sam", "-o", str(out)],
        [*base, "hers", "-o", str(tmp_path / "x.docx")],
        [*base, "nobody", "-o", str(out)],
    ):
        assert run.invoke(main, wrong).exit_code == 2
