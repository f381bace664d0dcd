"""Rubric files → Rubric; every mistake is told as `path:line:column: what, and what is allowed`."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from qa import strict_yaml
from qa.errors import InputError, RubricError, shown
from qa.formats import script
from qa.phrasebook import EVERY_LANGUAGE, rubrics_folder
from qa.rubric.checks import KINDS, Step, When
from qa.rubric.checks.base import BuildError, build_all
from qa.rubric.checks.said import check_phrases
from qa.rubric.form import Coach, Criterion, Example, Rubric, Section
from qa.strict_yaml import Address, Document

__all__ = ["find", "load", "parse", "rubrics_folder"]

SUFFIXES = (".yaml", ".yml")


def find(name: str) -> Path:
    """The file of a rubric given by its path or its name. Raises RubricError if there is none."""
    for path in (Path(name), *(rubrics_folder() / f"{name}{suffix}" for suffix in SUFFIXES)):
        if path.is_file():
            return path
    raise RubricError("no such rubric", where=name, next_step=_meant(name))


def _meant(name: str) -> str:
    """What to write for a rubric that was not found."""
    for suffix in SUFFIXES:
        if Path(f"{name}{suffix}").is_file():
            return f"write {name}{suffix}"
    return f"give the path of a file, or one of: {', '.join(names())}"


def names() -> list[str]:
    """The names of the rubrics that `find` knows, in order."""
    return sorted(path.stem for path in rubrics_folder().glob("*.y*ml"))


def load(path: str | Path) -> Rubric:
    """Read a rubric file. Raises RubricError at the first mistake, with how many more there are."""
    path = Path(path)
    return parse(strict_yaml.text_of(path), str(path))


def parse(text: str, name: str = "rubric") -> Rubric:
    """Read a rubric from its text; `name` stands in messages."""
    document = strict_yaml.read(text, name)
    if not isinstance(document.data, dict):
        raise RubricError("a rubric is a mapping with id, title, …", where=f"{name}:1:1")
    if "sha256" in document.data:
        raise _at(document, name, ("sha256",), "unknown key 'sha256'")
    try:
        rubric = Rubric.model_validate(document.data)
    except ValidationError as error:
        raise _first(error, document, name) from None
    _build(rubric, document, name)
    digest = hashlib.sha256(text.encode()).hexdigest()
    return rubric.model_copy(update={"sha256": digest})


def mistakes(text: str) -> list[RubricError]:
    """Every mistake in a rubric's text that can be told at once, from the top; `where` is
    `line:column`. Those of another kind show when these are mended."""
    try:
        parse(text, "")
        return []
    except RubricError as error:
        first = RubricError(error.what, where=(error.where or "1:1").lstrip(":"))
    try:
        document = strict_yaml.read(text, "")
        Rubric.model_validate(document.data)
    except ValidationError as error:
        return [
            RubricError(told, where=f"{line}:{column}")
            for (line, column), told in _every(error, document)
        ]
    except RubricError:
        pass
    return [first]


def _first(error: ValidationError, document: Document, name: str) -> RubricError:
    """The mistake nearest to the top of the file."""
    found = _every(error, document)
    (line, column), told = found[0]
    more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
    return RubricError(told + more, where=f"{name}:{line}:{column}")


def _every(error: ValidationError, document: Document) -> list[tuple[tuple[int, int], str]]:
    """Every mistake with its line and column, from the top of the file."""
    items = error.errors()
    inner = {item["loc"][:depth] for item in items for depth in range(len(item["loc"]))}
    paths = [_path(item["loc"], document) for item in items]
    deeper = {path[:depth] for path in paths for depth in range(len(path))}
    return sorted(
        {
            (document.place(_path(_address(item), document)), _told(item))
            for item, path in zip(items, paths, strict=True)
            # A list is also called too short when what is in it is wrong, and something that may
            # be of several types is called wrong for each of them.
            if item["loc"] not in inner and not (_of_wrong_type(item) and path in deeper)
        }
    )


def _address(item: Any) -> tuple[str | int, ...]:
    tagged = item["type"] == "union_tag_invalid"
    return (*item["loc"], "kind") if tagged else item["loc"]


def _path(location: tuple[str | int, ...], document: Document) -> Address:
    """pydantic's address without the names it adds for the alternatives of a union."""
    path: Address = ()
    for part in location:
        if (*path, part) in document.places:
            path = (*path, part)
    return path


# What is wanted where something else stands, by the end of pydantic's name for the mistake.
_WANTED = {
    "string_type": "text",
    "tuple_type": "a list: each on its own line after a hyphen and a space",
    "dict_type": "keys of its own, each on a line below, two spaces further in",
}
_WANTED["model_type"] = _WANTED["model_attributes_type"] = _WANTED["dict_type"]


def _of_wrong_type(item: Any) -> bool:
    return item["type"] in _WANTED


def _told(item: Any) -> str:
    kind, location = item["type"], item["loc"]
    key = next((part for part in reversed(location) if _is_key(part)), "the file")
    if _of_wrong_type(item):
        return _told_of_type(key, item)
    if kind == "missing":
        return f"the key {key!r} is missing"
    if kind == "extra_forbidden":
        return f"unknown key {shown(key)}; allowed are {', '.join(_allowed(location))}"
    if kind in ("union_tag_invalid", "literal_error", "enum"):
        context = item.get("ctx", {})
        allowed = context.get("expected_tags") or context.get("expected")
        key = "kind" if "tag" in context else key
        return f"{key} is {shown(context.get('tag', item['input']))}; allowed are {allowed}"
    if kind == "union_tag_not_found":
        return f"{key} has no `kind`; allowed are {', '.join(sorted(KINDS))}"
    if kind == "string_pattern_mismatch":
        return f"{key} is {shown(item['input'])}; allowed are small letters, digits and _"
    if kind == "too_short" and key == "examples":
        return "examples: at least one that passes and one that fails"
    return f"{key}: {item['msg'][0].lower()}{item['msg'][1:]}"


def _is_key(part: str | int) -> bool:
    """Whether a part of pydantic's address is a key, and not a position or the name of a type."""
    return isinstance(part, str) and part not in ("str", "tuple") and "[" not in part


def _told_of_type(key: str, item: Any) -> str:
    value, wanted = item["input"], _WANTED[item["type"]]
    if key in ("phrases", "but_not", "like", "unlike"):
        return f"{key}: write each on its own line after a hyphen and a space, in quotes"
    if key == "languages":
        wanted = "a list: [en], or several: [en, el]"
    elif wanted == "text" and isinstance(value, (int, float)):
        wanted = f'text: write it in quotes, "{str(value).lower()}"'
    elif wanted == "text" and isinstance(value, dict):
        wanted = f"text: write it in quotes, or `{key}: |` and the text on the lines below"
    entry = "an entry of " if isinstance(item["loc"][-1], int) else ""
    return f"{entry}{key} wants {wanted}"


def _allowed(location: tuple[str | int, ...]) -> list[str]:
    """The keys of the form that `location` lies in."""
    form: type[BaseModel] = Rubric
    for part in location[:-1]:
        form = _forms().get(str(part), form)
    return sorted(key for key in form.model_fields if key != "sha256")


@lru_cache
def _forms() -> dict[str, type[BaseModel]]:
    named: dict[str, type[BaseModel]] = {
        "sections": Section,
        "criteria": Criterion,
        "examples": Example,
        "coach": Coach,
        "when": When,
        "steps": Step,
    }
    return {**named, **KINDS}


def _build(rubric: Rubric, document: Document, name: str) -> None:
    """What a schema cannot see: names that must exist, phrases that must be readable, examples."""
    for list_name, phrases in rubric.lists.items():
        for code in phrases:
            if code not in (*rubric.languages, EVERY_LANGUAGE):
                message = f"{shown(code)} is not among the languages of this rubric; add it there"
                raise _at(document, name, ("phrases", list_name, code), message)
        try:
            check_phrases(phrases, "phrases", list_name)
        except BuildError as error:
            raise _at(document, name, error.key, str(error)) from None
    seen: set[str] = set()
    for i, section in enumerate(rubric.sections):
        for j, criterion in enumerate(section.criteria):
            path: Address = ("sections", i, "criteria", j)
            if criterion.id in seen:
                message = f"two criteria are called {shown(criterion.id)}; rename one"
                raise _at(document, name, (*path, "id"), message)
            seen.add(criterion.id)
            _build_criterion(criterion, path, rubric, document, name)


def _build_criterion(
    criterion: Criterion, path: Address, rubric: Rubric, document: Document, name: str
) -> None:
    for key in ("check", "applies_when"):
        check = getattr(criterion, key)
        try:
            if check is not None:
                build_all(check, rubric.lists)
        except BuildError as error:
            raise _at(document, name, (*path, key, *error.key), str(error)) from None
    expected = {example.expect.value for example in criterion.examples}
    for verdict in ("pass", "fail"):
        if verdict not in expected:
            message = f"{criterion.id} has no example that is expected to {verdict}; add one"
            raise _at(document, name, (*path, "examples"), message)
    for number, example in enumerate(criterion.examples):
        _read_script(example.call, (*path, "examples", number, "call"), document, name)


def _read_script(text: str, path: Address, document: Document, name: str) -> None:
    """An example's little call; a mistake in it is told with the line of the file."""
    line, column = document.place(path)
    try:
        script.to_call(script.parse(text, "call"))
    except InputError as error:
        _, _, number = (error.where or "").partition(":")
        # The lines of a text after `|` begin on the line below its key.
        below = int(number) if number and "\n" in text else 0
        raise RubricError(
            error.what, where=f"{name}:{line + below}:{column}", next_step=error.next_step
        ) from None


def _at(document: Document, name: str, path: Address, message: str) -> RubricError:
    line, column = document.place(path)
    return RubricError(message, where=f"{name}:{line}:{column}")
