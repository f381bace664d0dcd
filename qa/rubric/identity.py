"""What a verdict rests on, as a key: two equal keys on the same call give the same finding.

A key holds the check and its condition, every phrase list that either can reach, the program text
of their kinds with all that it imports, and the name of what meanings rest on.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa.phrasebook import Lists, PhraseLists, UnknownListError, lookup, shared
from qa.rubric.checks.base import Check

if TYPE_CHECKING:
    from qa.rubric.form import Criterion, Rubric

_ASKED = ("CALLQA_MODEL_URL", "CALLQA_MODEL")  # which language model answers `ask_model`


def keys(rubric: Rubric) -> dict[str, str]:
    """Per criterion id what its verdicts rest on."""
    return {c.id: key(c, rubric.lists, rubric.languages) for c in rubric.criteria}


def card_key(rubric: Rubric, own: Mapping[str, str]) -> str:
    """What a whole scorecard rests on: the file, and the keys of its criteria."""
    return _digest([rubric.sha256, list(own.items())])


def key(
    criterion: Criterion, lists: Mapping[str, PhraseLists], languages: Sequence[str] = ()
) -> str:
    """The key of one criterion; its wording, weight and coaching lines are no part of it."""
    checks = [check for check in (criterion.check, criterion.applies_when) if check is not None]
    kinds = sorted({type(part).__module__ for check in checks for part in tree(check)})
    written = [check.model_dump(mode="json", by_alias=True) for check in checks]
    names = set(_texts(written)) | _named_in_code(tuple(kinds))
    used = {name: _plain(name, lists) for name in sorted(names)}
    found = {name: phrases for name, phrases in used.items() if phrases}
    return _digest([written, found, sorted(languages), _code(tuple(kinds)), _outside(kinds)])


def tree(check: Check) -> Iterator[Check]:
    """A check and every check inside it."""
    yield check
    for _, part in check.parts():
        yield from tree(part)


def _outside(kinds: Sequence[str]) -> list[str]:
    """What is used and is neither in the rubric nor in the program text."""
    used = []
    if any(kind.endswith((".meaning", ".situation", ".ending")) for kind in kinds):
        from qa.meaning.identity import identity
        from qa.meaning.model import load

        used.append(identity(load().name))
    if any(kind.endswith(".ask_model") for kind in kinds):
        used += [os.environ.get(name, "") for name in _ASKED]
    return used


def _texts(data: Any) -> Iterator[str]:
    """Every text in a check, since any of them may be the name of a phrase list."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, Mapping):
        for value in data.values():
            yield from _texts(value)
    elif isinstance(data, Sequence):
        for value in data:
            yield from _texts(value)


def _plain(name: str, own: Mapping[str, PhraseLists]) -> list[Any]:
    """The phrases behind an expression; nothing when it names no list."""
    try:
        lists: Lists = lookup(name, own)
    except UnknownListError:
        return []
    return [{code: list(phrases) for code, phrases in part.items()} for part in _both(lists)]


def _both(lists: Lists) -> tuple[PhraseLists, PhraseLists]:
    return lists.wanted, lists.unwanted


@lru_cache
def _code(modules: tuple[str, ...]) -> str:
    """The program text behind some modules: they, all they import of qa, and data beside that."""
    files = {path for module in modules for path in _reached(module)}
    folders = {path.parent for path in files if path.name == "__init__.py"}
    data = {path for folder in folders for path in folder.glob("*.y*ml")}
    for name, kind in (("spelling.py", "spellings/*.yaml"), ("gloss.py", "glosses/*.tsv")):
        data |= {data for path in files if path.name == name for data in path.parent.glob(kind)}
    return _digest([path.read_bytes().hex() for path in sorted(files | data)])


@lru_cache
def _named_in_code(modules: tuple[str, ...]) -> frozenset[str]:
    """The shared phrase lists that program text names by itself, as that of negation."""
    text = "".join(_text(path) for module in modules for path in _reached(module))
    return frozenset(name for name in shared() if f'"{name}"' in text)


@lru_cache
def _reached(module: str) -> frozenset[Path]:
    """The files of a module and of all that it imports of qa, wherever the import stands."""
    found: dict[str, Path] = {}
    waiting = [module]
    while waiting:
        name = waiting.pop()
        if name in found or not name.startswith("qa."):
            continue
        try:
            spec = find_spec(name)
        except ModuleNotFoundError:  # a name in a module, not a module
            spec = None
        if spec is None or spec.origin is None:
            continue
        found[name] = Path(spec.origin)
        waiting += _imports(_text(found[name]))
    return frozenset(found.values())


@lru_cache
def _text(path: Path) -> str:
    return _FOR_TYPES_ONLY.sub("", path.read_text(encoding="utf-8"))


def _imports(text: str) -> Iterator[str]:
    for match in _IMPORT.finditer(text):
        yield match["module"]
        for name in re.findall(r"\w+", match["names"] or ""):
            yield f"{match['module']}.{name}"


_FOR_TYPES_ONLY = re.compile(r"^if TYPE_CHECKING:\n(?:[ \t]+.*\n|\n)+", re.MULTILINE)
_IMPORT = re.compile(
    r"^[ \t]*(?:from|import) (?P<module>qa[.\w]*)(?: import (?P<names>\([^)]*\)|.*))?", re.MULTILINE
)


def _digest(data: Any) -> str:
    text = json.dumps(data, ensure_ascii=False, sort_keys=True)
    return sha256(text.encode()).hexdigest()[:32]
