"""Golden examples: real calls that show how a criterion is meant, kept in the form of a rubric's
own examples, so that they can be put into the rubric and hold it to what people decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qa.call import Call
from qa.connection import Connection, now
from qa.errors import InputError
from qa.formats import script
from qa.rubric.outcome import Verdict

LONGEST_NAME = 80


@dataclass(frozen=True)
class Golden:
    """`call` is where it comes from, `script` what was said there (see qa.formats.script)."""

    id: int
    call: str
    rubric: str
    criterion: str
    expect: Verdict
    name: str
    script: str
    by: str
    at: str


def as_script(call: Call) -> str:
    """What was said in a call, as a script whose timing is that of the call."""
    return script.write(call)


def add(
    connection: Connection,
    call: str,
    rubric: str,
    criterion: str,
    expect: Verdict,
    name: str,
    text: str,
    by: str,
) -> Golden:
    """Keep an example. Raises InputError for a script that cannot be read, or without a name."""
    name, text = name.strip(), text.strip()
    if not name or len(name) > LONGEST_NAME:
        raise InputError(f"the name of an example has 1 to {LONGEST_NAME} characters")
    script.to_call(script.parse(text, "example"), "example")
    at = now()
    with connection.writing():
        number = connection.insert(
            "golden_examples",
            call_id=call,
            rubric_id=rubric,
            criterion=criterion,
            expect=expect,
            name=name,
            script=text,
            by=by,
            at=at,
        )
    return Golden(number, call, rubric, criterion, expect, name, text, by, at)


def golden(connection: Connection, rubric: str | None = None) -> list[Golden]:
    """The examples that were kept, of one rubric if given, by criterion."""
    where, values = ("", []) if rubric is None else ("WHERE rubric_id = ?", [rubric])
    sql = f"SELECT * FROM golden_examples {where} ORDER BY rubric_id, criterion, id"
    return [
        Golden(
            r["id"],
            r["call_id"],
            r["rubric_id"],
            r["criterion"],
            Verdict(r["expect"]),
            r["name"],
            r["script"],
            r["by"],
            r["at"],
        )
        for r in connection.all(sql, values)
    ]


def drop(connection: Connection, number: int) -> None:
    with connection.writing():
        connection.run("DELETE FROM golden_examples WHERE id = ?", [number])


def as_yaml(examples: Sequence[Golden]) -> str:
    """The examples by criterion, each list as a rubric file's `examples` has it."""
    import yaml

    by_criterion: dict[str, list[dict[str, str]]] = {}
    for one in examples:
        entry = {"name": one.name, "expect": str(one.expect), "call": _Block(one.script + "\n")}
        by_criterion.setdefault(one.criterion, []).append(entry)
    text: str = yaml.dump(by_criterion, Dumper=_dumper(), allow_unicode=True, sort_keys=False)
    return text


class _Block(str):
    """Text that is written line by line."""


def _dumper() -> type:
    import yaml

    class Dumper(yaml.SafeDumper):
        pass

    Dumper.add_representer(
        _Block, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, "|")
    )
    return Dumper
