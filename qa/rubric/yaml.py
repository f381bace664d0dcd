"""YAML read strictly, with the place of everything in it.

Plain `yaml.safe_load` keeps the last of two equal keys and takes `no` for False and `10:30` for
630; here equal keys are an error, and only true, false, null and plain numbers are not text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from qa.errors import RubricError

_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?$")
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}

Path = tuple[str | int, ...]


@dataclass
class Document:
    """The data of a file, and for each path in it the line and column, counted from 1."""

    data: Any
    places: dict[Path, tuple[int, int]] = field(default_factory=dict)

    def place(self, path: Path) -> tuple[int, int]:
        """Where `path` is written, or the nearest thing above it that is."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, (1, 1))


def read(text: str, name: str) -> Document:
    """Parse `text`. Raises RubricError with `name:line:column`."""
    document = Document(None)
    try:
        node = _composed(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise RubricError(f"not YAML: {_plainly(error)}", where=f"{name}:{line}:{column}") from None
    except yaml.YAMLError as error:
        raise RubricError(f"not YAML: {str(error).splitlines()[0]}", where=f"{name}:1:1") from None
    if node is None:
        raise RubricError("the file is empty", where=f"{name}:1:1")
    try:
        document.data = _value(node, (), document, name)
    except RecursionError:
        raise RubricError("an alias that holds itself", where=f"{name}:1:1") from None
    return document


def _composed(text: str) -> Any:
    """The nodes of a text, by the fast reader; what is wrong is told better by the slow one."""
    if hasattr(yaml, "CSafeLoader"):
        try:
            return yaml.compose(text, Loader=yaml.CSafeLoader)
        except yaml.YAMLError:
            pass
    return yaml.compose(text, Loader=yaml.SafeLoader)


# What the reader of YAML says, and what that means to somebody who does not write programs.
_MEANING = {
    "cannot start any token": "begin the line with spaces, not with a tab, and write text that "
    "begins with a sign in quotes",
    "expected <block end>": "this line does not begin under the lines that it belongs to; give it "
    "as many spaces as they have",
    "mapping values are not allowed": "a colon is in the way: write text with a colon in quotes, "
    "and begin the line with as many spaces as the lines around it",
    "could not find expected ':'": "the line above has no colon after its key, or a quote that is "
    "not closed",
    "found unexpected end of stream": "a quote or a bracket is not closed",
}


def _plainly(error: yaml.MarkedYAMLError) -> str:
    """The mistake in the words of somebody who does not write programs."""
    problem = str(error.problem or error.context)
    for part, meaning in _MEANING.items():
        if part in problem:
            return meaning
    return problem


def _value(node: yaml.Node, path: Path, document: Document, name: str) -> Any:
    document.places.setdefault(path, _place(node))
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, document, name)
    if isinstance(node, yaml.SequenceNode):
        return [_value(n, (*path, i), document, name) for i, n in enumerate(node.value)]
    return _scalar(node)


def _mapping(node: yaml.MappingNode, path: Path, document: Document, name: str) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line, column = _place(key_node)
        key = key_node.value
        if not isinstance(key, str):
            raise RubricError("a key must be text", where=f"{name}:{line}:{column}")
        if key in data:
            raise RubricError(
                f"the key {key!r} is here twice; keep one", where=f"{name}:{line}:{column}"
            )
        document.places[(*path, key)] = (line, column)
        data[key] = _value(value_node, (*path, key), document, name)
    return data


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
