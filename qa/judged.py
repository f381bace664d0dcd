"""What was judged already: the compact form of every call, and findings by what they rest on.

A finding is kept under the content of the call and the key of the criterion, so it holds for as
long as both are what they were, whatever rubric asks, and is never wrong afterwards: it is only
not asked for any more.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from qa import gist
from qa.call import Call, Span
from qa.connection import Connection, marks, now
from qa.rubric.outcome import Finding, Verdict

KEPT_CRITERIA = 300  # the latest used; a finding takes about 150 bytes, so 45 kB per call at most


@dataclass(frozen=True)
class Gist:
    """A call's compact form; `model` names what its meanings rest on."""

    call: str
    content: int
    model: str
    body: bytes


def put_gist(connection: Connection, call: Call) -> int | None:
    """Keep the compact form of a call whose body has just been kept; gives its content.

    A call whose words were removed is not judged any more: its place stays empty.
    """
    body = b"" if call.words_removed_at else gist.pack(call)
    content = gist.content(body) if body else 0
    connection.run(
        "INSERT OR REPLACE INTO gists VALUES (?, ?, ?, ?)",
        [call.id, content, gist.model_of(call), body],
    )
    return content or None


def gists(connection: Connection, calls: Sequence[str]) -> list[Gist]:
    """The compact forms of these calls, by id; of a call that has none, none."""
    sql = (
        "SELECT call_id, content, model, body FROM gists"
        f" WHERE call_id IN ({marks(calls)}) AND content <> 0 ORDER BY call_id"
    )
    return [
        Gist(r["call_id"], r["content"], r["model"], r["body"]) for r in connection.all(sql, calls)
    ]


def contents(connection: Connection, calls: Sequence[str]) -> dict[str, int]:
    """Per call the content that it has now."""
    sql = f"SELECT call_id, content FROM gists WHERE call_id IN ({marks(calls)})"
    return {row["call_id"]: row["content"] for row in connection.all(sql, calls)}


def findings(
    connection: Connection, contents: Sequence[int], keys: Mapping[int, str]
) -> dict[tuple[int, str], str]:
    """What is known of these calls: (content, key) → finding as text (see `as_text`)."""
    wanted = ", ".join(map(str, keys))
    sql = (
        f"SELECT content, criterion, finding FROM judged"
        f" WHERE content IN ({marks(contents)}) AND criterion IN ({wanted})"
    )
    rows = connection.db.execute(sql, list(contents)).fetchall()
    return {(content, keys[criterion]): finding for content, criterion, finding in rows}


def numbers(connection: Connection, keys: Iterable[str]) -> dict[int, str]:
    """The number under which each key is kept; marks them as used now."""
    found = {}
    with connection.writing():
        for key in dict.fromkeys(keys):
            connection.run(
                "INSERT INTO criteria_judged (key, used_at) VALUES (?, ?)"
                " ON CONFLICT (key) DO UPDATE SET used_at = excluded.used_at",
                [key, now()],
            )
            row = connection.one("SELECT no FROM criteria_judged WHERE key = ?", [key])
            found[row["no"] if row else 0] = key
    return found


def put_findings(
    connection: Connection, rows: Iterable[tuple[int, str, str]], keys: Mapping[int, str]
) -> None:
    """Keep findings: content, key, finding as text."""
    by_key = {key: number for number, key in keys.items()}
    connection.db.conn.executemany(
        "INSERT OR REPLACE INTO judged VALUES (?, ?, ?)",
        ((content, by_key[key], text) for content, key, text in rows),
    )


def forget_the_oldest(connection: Connection, keep: int = KEPT_CRITERIA) -> None:
    """Let go of findings by criteria that were not asked for the longest."""
    old = "SELECT no FROM criteria_judged ORDER BY used_at DESC, no DESC LIMIT -1 OFFSET ?"
    if not connection.one(old, [keep]):
        return
    with connection.writing():
        connection.run(f"DELETE FROM judged WHERE criterion IN ({old})", [keep])
        connection.run(f"DELETE FROM criteria_judged WHERE no IN ({old})", [keep])


def as_text(finding: Finding) -> str:
    """A finding as it is kept, without the criterion's name, which another rubric may change."""
    spans = [[span.turn, span.first, span.last] for span in finding.evidence]
    parts = [finding.verdict, finding.reason, spans, finding.searched, finding.moment]
    if finding.unanswered:
        parts.append(True)
    return json.dumps(parts, ensure_ascii=False, separators=(",", ":"))


def from_text(criterion: str, text: str) -> Finding:
    verdict, reason, spans, *rest = json.loads(text)
    evidence = tuple(Span(*span) for span in spans)
    return Finding(criterion, Verdict(verdict), reason, evidence, *rest)
