"""Benchmarks do not trust what was made from something else than what is there now."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.meanings import origin

FILES = {
    "benchmarks/calls/dev/en01.call": "agent: Hello.",
    "benchmarks/meanings/acts.py": "ACTS = {}",
    "benchmarks/meanings/utterances/el.tsv": "blame\tyes\t\tΦταίτε εσείς.",
    "qa/meaning/features.py": "HASHED = 2**16",
    "qa/meaning/glosses/el.tsv": "ναι\tyes",
    "qa/spellings/en.yaml": "drop: [please]",
    "qa/words.py": "",
}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        path = tmp_path / "tree" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "tree"


def train(tree: Path, parts: Path) -> bool:
    """Whether it came to training; what is trained is beside the point."""

    def trained() -> None:
        parts.mkdir(exist_ok=True)
        origin.keep(parts, origin.origin(tree))

    return origin.bring_up_to_date(parts, trained, tree)


@pytest.mark.parametrize("name", FILES)
def test_weights_are_trained_again_when_something_they_come_from_changes(
    tree: Path, tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    parts = tmp_path / "parts"
    assert train(tree, parts)
    assert "it is not known what they come from" in capsys.readouterr().err
    assert not train(tree, parts)
    (tree / name).write_text("something else", encoding="utf-8")
    assert train(tree, parts)
    assert "has changed; training" in capsys.readouterr().err


def test_a_text_more_or_less_counts_as_well(tree: Path, tmp_path: Path) -> None:
    parts = tmp_path / "parts"
    train(tree, parts)
    added = tree / "benchmarks" / "calls" / "dev" / "en02.call"
    added.write_text("agent: Hello.", encoding="utf-8")
    assert train(tree, parts)
    added.unlink()
    assert train(tree, parts)


def test_every_pattern_of_what_weights_come_from_finds_something() -> None:
    for pattern in origin.PATTERNS:
        assert list(origin.ROOT.glob(pattern)), pattern
