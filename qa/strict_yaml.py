"""YAML read strictly, with the place of everything in it.

Plain `yaml.safe_load` keeps the last of two equal keys and takes `no` for False and `10:30` for
630; here equal keys are an error, and only true, false, null and plain numbers are not text.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from qa.errors import RubricError, shown

MOST_NODES = 100_000  # a short text of aliases can grow to more than any memory holds
DEEPEST = 100  # mappings and lists inside each other; whoever reads them goes down as deep
SLOWLY_READ = 200_000  # letters; with more than that the slow reader takes too long

_FAST = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?$")
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}

Address = tuple[str | int, ...]  # the keys and positions that lead to something


@dataclass
class Document:
    """The data of a file, and for each path in it the line and column, counted from 1."""

    data: Any
    name: str
    places: dict[Address, tuple[int, int]] = field(default_factory=dict)

    def place(self, path: Address) -> tuple[int, int]:
        """Where `path` is written, or the nearest thing above it that is."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, (1, 1))

    def mistake(self, path: Address, what: str) -> RubricError:
        """The error that tells what is wrong at `path`."""
        line, column = self.place(path)
        return RubricError(what, where=f"{self.name}:{line}:{column}")


def text_of(path: Path) -> str:
    """The text of a file. Raises RubricError, also where another spelling of its suffix stands
    beside it: nobody could say which of both counts."""
    twin = path.with_suffix({".yaml": ".yml", ".yml": ".yaml"}.get(path.suffix, path.suffix))
    if twin != path and twin.is_file():
        raise RubricError(f"{twin.name} is here as well; keep one of them", where=str(path))
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise RubricError(f"cannot be read: {error.strerror}", where=str(path)) from None
    except UnicodeDecodeError:
        raise RubricError("cannot be read: save it as UTF-8", where=str(path)) from None


def read(text: str, name: str) -> Document:
    """Parse `text`. Raises RubricError with `name:line:column`."""
    document = Document(None, name)
    try:
        _held_in_bounds(text, name)
        node = _composed(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise RubricError(f"not YAML: {_plainly(error)}", where=f"{name}:{line}:{column}") from None
    except yaml.YAMLError as error:
        raise RubricError(f"not YAML: {str(error).splitlines()[0]}", where=f"{name}:1:1") from None
    if node is None:
        raise RubricError("the file is empty", where=f"{name}:1:1")
    document.data = _value(node, (), document, name)
    return document


def _held_in_bounds(text: str, name: str) -> None:
    """Raises RubricError where a text goes deeper than composing it can follow."""
    depth = 0
    with suppress(yaml.YAMLError):  # which composing tells better
        for event in yaml.parse(text, Loader=_FAST):
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > DEEPEST:
                    raise _beyond("this lies too deep", event, name)
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1


def _beyond(what: str, at: Any, name: str) -> RubricError:
    line, column = _place(at)
    return RubricError(what, where=f"{name}:{line}:{column}")


def _composed(text: str) -> Any:
    """The nodes of a text, by the fast reader; what is wrong is told better by the slow one."""
    try:
        return yaml.compose(text, Loader=_FAST)
    except yaml.YAMLError as error:
        fast = error
    if len(text) > SLOWLY_READ or "nesting depth" in str(fast):
        raise fast
    return yaml.compose(text, Loader=yaml.SafeLoader)


# What the reader of YAML says, and what that means to somebody who does not write programs.
_MEANING = {
    "cannot start any token": "begin the line with spaces, not with a tab, and write text that "
    "begins with a sign in quotes",
    "expected <block end>": "this line does not begin under the lines that it belongs to; give it "
    "as many spaces as they have",
    "mapping values are not allowed": "a colon is in the way: write text with a colon in quotes, "
    "begin the line with as many spaces as the lines around it, and see that the line above has "
    "its own colon",
    "could not find expected ':'": "the line above has no colon after its key, or a quote that is "
    "not closed",
    "found unexpected end of stream": "a quote or a bracket is not closed",
    "sequence entries are not allowed": "write text that begins with a hyphen in quotes",
    "undefined alias": "write text that begins with * in quotes",
    "found another document": "one file is one rubric: take out this line of three hyphens",
    "maximum nesting depth": "this lies too deep",
}


def _plainly(error: yaml.MarkedYAMLError) -> str:
    """The mistake in the words of somebody who does not write programs."""
    problem = str(error.problem or error.context)
    for part, meaning in _MEANING.items():
        if part in problem:
            return meaning
    return problem


def _value(node: yaml.Node, path: Address, document: Document, name: str) -> Any:
    document.places.setdefault(path, _place(node))
    if len(path) > DEEPEST:  # by an alias that holds itself
        raise _beyond("this lies too deep, or holds itself", node, name)
    if len(document.places) > MOST_NODES:
        raise _beyond(f"more than {MOST_NODES:,} entries, aliases counted each time", node, name)
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, document, name)
    if isinstance(node, yaml.SequenceNode):
        return [_value(n, (*path, i), document, name) for i, n in enumerate(node.value)]
    return _scalar(node)


def _mapping(
    node: yaml.MappingNode, path: Address, document: Document, name: str
) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line, column = _place(key_node)
        key = key_node.value
        if not isinstance(key, str):
            raise RubricError("a key must be text", where=f"{name}:{line}:{column}")
        if key in data:
            raise RubricError(_twice(key, path), where=f"{name}:{line}:{column}")
        document.places[(*path, key)] = (line, column)
        data[key] = _value(value_node, (*path, key), document, name)
    return data


def _twice(key: str, path: Address) -> str:
    above = f", or write `{path[-1]}: |` above it if this is text" if _is_turn(key, path) else ""
    return f"the key {shown(key)} is here twice; keep one{above}"


def _is_turn(key: str, path: Address) -> bool:
    """Whether a key is who speaks in a little call that lacks the sign of a text."""
    return path[-1:] == ("call",) and key in ("agent", "customer")


def _scalar(node: Any) -> Any:
    if node.style:  # quoted or a block: text, whatever it looks like
        return node.value
    if node.value in _WORDS:
        return _WORDS[node.value]
    if _NUMBER.match(node.value):
        return float(node.value) if "." in node.value else int(node.value)
    return node.value


def _place(node: yaml.Node) -> tuple[int, int]:
    return node.start_mark.line + 1, node.start_mark.column + 1
