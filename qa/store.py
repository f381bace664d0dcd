"""The archive: SQLite through sqlite-utils. Gives nouns back, never rows.

A connection belongs to one thread: open a Store per run or per thread, as a context manager.
Every write is one `BEGIN IMMEDIATE` transaction, so a recording's result appears whole or not at
all and a killed process leaves nothing half written.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa import judged, listing, standing
from qa import scorecards as cards
from qa.call import CUSTOMER, Call, Metadata, Recording
from qa.connection import Connection, now
from qa.errors import StoreError
from qa.listing import EVERYTHING, CallFilter, CallSummary, Figures, Hit, Scope
from qa.measures import UNKNOWN_ENDING
from qa.processes import alive, born
from qa.recordings import readable
from qa.rubric.outcome import Review, Scorecard, Verdict
from qa.standing import Standing
from qa.trends import terms
from qa.words import index_text

if TYPE_CHECKING:
    from pydantic import TypeAdapter

ERASED = "removed from the archive for good, so not taken in again"
WORDLESS = "in the archive already, its words were removed"


@dataclass(frozen=True)
class Failure:
    """A file that could not be processed, and why."""

    path: str
    reason: str
    attempts: int
    at: str


class Store:
    """One archive file. Raises StoreError when it cannot be opened, read or written."""

    def __init__(self, path: str | Path):
        self.connection = Connection(path)
        self.path = self.connection.path
        self._db = self.connection.db
        self._all, self._one = self.connection.all, self.connection.one
        self._writing = self.connection.writing

    def close(self) -> None:
        self.connection.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # -- calls -----------------------------------------------------------------------------

    def save(self, call: Call, scorecards: Sequence[Scorecard], options: str) -> str:
        """Keep a call with its scorecards, all or nothing; gives the id it is kept under.

        A recording that is here already keeps its id, its reviews, its files, the time of its first
        listening and, unless its metadata changed, its team. Raises StoreError for one that was
        removed, or whose words were.
        """
        with self._writing():
            why = self.removed(call.recording.sha256)
            if why == ERASED or (why == WORDLESS and not call.words_removed_at):
                raise StoreError(why, where=call.id)
            identity = self._id_for(call)
            kept = replace(call, id=identity)
            self._db.execute("DELETE FROM turns WHERE call_id = ?", [identity])
            # Scorecards point into the turns, so those of other rubrics go with them.
            self._db.execute("DELETE FROM scorecards WHERE call_id = ?", [identity])
            self._upsert_call(kept, options)
            self._db.table("turns").insert_all(_turn_rows(kept))
            content = judged.put_gist(self.connection, kept)
            own = [cards.named(card, identity) for card in scorecards]
            cards.put(self.connection, own)
            for card in own if content else ():
                cards.remember(self.connection, card, content or 0)
            sha256 = call.recording.sha256
            self._db.execute("DELETE FROM claims WHERE sha256 = ?", [sha256])
            for path in call.recording.paths:
                self._db.execute("DELETE FROM failures WHERE path = ?", [readable(path)])
        return identity

    def add_files(self, call: str, paths: Iterable[str]) -> None:
        """Note that a call's recording lies there too, so that these files go when it goes."""
        sql = "SELECT 1 AS x FROM files WHERE call_id = ? AND path = ?"
        new = [path for path in paths if not self._one(sql, [call, path])]
        if not new:
            return
        with self._writing():
            for path in new:
                self._db.execute(
                    "INSERT OR IGNORE INTO files SELECT id, ? FROM calls WHERE id = ?", [path, call]
                )
                self._db.execute("DELETE FROM failures WHERE path = ?", [readable(path)])

    def recording(self, identity: str) -> Recording:
        """The recording of a call, without all that was heard. Raises StoreError."""
        sql = "SELECT body -> '$.recording' AS recording FROM bodies WHERE call_id = ?"
        row = self._one(sql, [identity])
        if row is None:
            raise StoreError(f"no call {identity!r} in the archive", where=str(self.path))
        return _adapter(Recording).validate_json(row["recording"])

    def put_meanings(self, call: Call) -> None:
        """Keep what the turns of a call mean with what follows from it: how it ended, how it
        stands, what is complained of. Within a transaction; the scorecards stay until the call is
        scored again."""
        body = _adapter(Call).dump_json(call).decode()
        self._db.execute("UPDATE bodies SET body = ? WHERE call_id = ?", [body, call.id])
        ending = _ending(call)
        self._db.execute("UPDATE calls SET ending = ? WHERE id = ?", [ending, call.id])
        self._put_remarks(call)
        self._db.execute("UPDATE scorecards SET key = '' WHERE call_id = ?", [call.id])
        rows = self._all("SELECT rubric_id FROM standings WHERE call_id = ?", [call.id])
        for row in rows:
            standing.put(self._db, call.id, row["rubric_id"])
        judged.put_gist(self.connection, call)

    def call(self, identity: str) -> Call:
        """The call with this id. Raises StoreError when there is none."""
        row = self._one("SELECT body FROM bodies WHERE call_id = ?", [identity])
        if row is None:
            raise StoreError(
                f"no call {identity!r} in the archive",
                where=str(self.path),
                next_step="`callqa list` shows the ids",
            )
        return self.parsed(row["body"])

    @staticmethod
    def parsed(body: str) -> Call:
        """A call from the form in which it is kept."""
        return _adapter(Call).validate_json(body)

    def options_of(self, identity: str) -> str:
        """The options that a call was listened to with, as they were given to `save`."""
        row = self._one("SELECT options FROM calls WHERE id = ?", [identity])
        return row["options"] if row else ""

    def call_ids(self) -> list[str]:
        return [row["id"] for row in self._all("SELECT id FROM calls ORDER BY id")]

    def id_of(self, sha256: str, options: str | None = None) -> str | None:
        """The id under which a recording is kept, if it was made with `options` (None: any)."""
        row = self._one("SELECT id, options FROM calls WHERE sha256 = ?", [sha256])
        return row["id"] if row and options in (None, row["options"]) else None

    def summaries(
        self,
        where: CallFilter | None = None,
        *,
        rubric: str = "essentials",
        order: str = "newest",
        limit: int = -1,
        offset: int = 0,
        scope: Scope = EVERYTHING,
    ) -> list[CallSummary]:
        """The calls that fit `where`, filtered, ordered (see ORDERS) and cut in SQL."""
        where = where or CallFilter()
        sql, values = listing.page_sql(where, rubric, order, limit, offset, scope)
        return [listing.summary(row) for row in self._all(sql, values)]

    def count(
        self,
        where: CallFilter | None = None,
        *,
        rubric: str = "essentials",
        scope: Scope = EVERYTHING,
    ) -> int:
        """How many calls fit `where`."""
        sql, values = listing.count_sql(where or CallFilter(), rubric, scope)
        row = self._one(sql, values)
        return row["n"] if row else 0

    def figures(
        self,
        where: CallFilter | None = None,
        *,
        rubric: str = "essentials",
        scope: Scope = EVERYTHING,
    ) -> Figures:
        """The calls that fit `where`, counted; verdicts are of one rubric, with reviews applied."""
        sql, values = listing.figures_sql(where or CallFilter(), rubric, scope)
        return Figures(**self._one(sql, values) or {})

    def criteria(self, rubric: str = "essentials") -> list[str]:
        """The criteria that calls were judged by under a rubric, in its order."""
        sql = "SELECT criterion FROM questions WHERE rubric_id = ? ORDER BY position, criterion"
        return [row["criterion"] for row in self._all(sql, [rubric])]

    def rubrics(self) -> list[str]:
        """The rubrics that calls were scored with, the most used first."""
        some = "EXISTS (SELECT 1 FROM standings s WHERE s.rubric_id = q.rubric_id)"
        rows = self._all(f"SELECT DISTINCT q.rubric_id AS id FROM questions q WHERE {some}")
        if len(rows) > 1:
            sql = "SELECT rubric_id AS id FROM standings GROUP BY 1 ORDER BY count(*) DESC, 1"
            rows = self._all(sql)
        return [row["id"] for row in rows]

    def choices(self, column: str, *, scope: Scope = EVERYTHING) -> list[str]:
        """The different values of agent, team, queue or language, for a filter to offer."""
        if column not in ("agent", "team", "queue", "language"):
            raise ValueError(column)
        if scope.agent is not None:
            sql = f"SELECT DISTINCT {column} AS v FROM calls WHERE {column} IS NOT NULL"
            rows = self._all(f"{sql} AND agent = ? ORDER BY 1", [scope.agent])
        else:
            rows = self._all(_VALUES.format(column=column))
        return [row["v"] for row in rows]

    def search(self, text: str, *, limit: int = 50, scope: Scope = EVERYTHING) -> list[Hit]:
        """The turns that hold every word of `text`; the last word may be unfinished.

        Turns with little else come first; where very many fit, only the latest are looked at.
        """
        query = listing.fts_query(text)
        if not query:
            return []
        sql, values = listing.search_sql(query, limit, scope)
        rows = self._all(sql, values)
        return [Hit(r["call_id"], r["number"], r["speaker"], r["start"], r["text"]) for r in rows]

    # -- scorecards and reviews --------------------------------------------------------------

    def put_scorecard(self, card: Scorecard) -> None:
        """Keep a scorecard in place of an earlier one of the same call and rubric."""
        with self._writing():
            cards.put(self.connection, [card])

    def scorecards(self, identity: str) -> list[Scorecard]:
        rows = self._all(
            "SELECT body FROM scorecards WHERE call_id = ? ORDER BY rubric_id", [identity]
        )
        return [cards.parsed(row["body"]) for row in rows]

    def standings(self, rubric: str) -> dict[str, Standing]:
        """How every call stands on a rubric, people's verdicts applied, by call id in order."""
        return standing.standings(self._db, rubric)

    def scored_with(self, identity: str, rubric: str) -> str | None:
        """The key of the rubric (see qa.rubric.identity) that a call was last scored with; None
        when it never was."""
        row = self._one(
            "SELECT key FROM scorecards WHERE call_id = ? AND rubric_id = ?", [identity, rubric]
        )
        return row["key"] if row else None

    def add_review(
        self,
        call: str,
        rubric: str,
        criterion: str,
        verdict: Verdict,
        *,
        note: str = "",
        reviewer: str = "reviewer",
        reason: str = "",
    ) -> Review:
        """Add a person's verdict beside the machine's.

        Raises StoreError when there is no such finding.
        """
        key = [call, rubric, criterion]
        with self._writing():
            row = self._one(
                "SELECT verdict FROM findings WHERE call_id=? AND rubric_id=? AND criterion=?", key
            )
            if row is None:
                raise StoreError(f"no finding {criterion!r} of {rubric!r} for call {call!r}")
            machine = Verdict(row["verdict"])
            review = Review(
                call, rubric, criterion, verdict, machine, note, reviewer, now(), reason
            )
            self._db.execute(
                "INSERT INTO reviews (call_id, rubric_id, criterion, verdict, machine_verdict,"
                " note, reviewer, at, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [*key, verdict, machine, note, reviewer, review.at, reason],
            )
            self._db.execute(
                "UPDATE findings SET current=? WHERE call_id=? AND rubric_id=? AND criterion=?",
                [verdict, *key],
            )
            standing.put(self._db, call, rubric)
        return review

    def reviews(self, identity: str) -> list[Review]:
        """What people said of a call's findings, oldest first."""
        rows = self._all("SELECT * FROM reviews WHERE call_id = ? ORDER BY id", [identity])
        return [
            Review(
                row["call_id"],
                row["rubric_id"],
                row["criterion"],
                Verdict(row["verdict"]),
                Verdict(row["machine_verdict"]),
                row["note"],
                row["reviewer"],
                row["at"],
                row["reason"],
            )
            for row in rows
        ]

    def erased(self, sha256: str) -> bool:
        """Whether the call of this recording was removed for good; then it does not come back."""
        return self._one("SELECT 1 AS x FROM erasures WHERE sha256 = ?", [sha256]) is not None

    def removed(self, sha256: str) -> str:
        """Why a recording is not to be heard again: its call or its words were removed; else ""."""
        sql = """
        SELECT b.body ->> '$.words_removed_at' AS day FROM calls c JOIN bodies b ON b.call_id = c.id
        WHERE c.sha256 = ?
        """
        if self.erased(sha256):
            return ERASED
        row = self._one(sql, [sha256])
        return WORDLESS if row and row["day"] else ""

    # -- work --------------------------------------------------------------------------------

    def claim(self, sha256: str, options: str = "") -> bool:
        """Take a recording into work.

        False when another living process has it, or has just finished it with these options.
        """
        with self._writing():
            if self._one(
                "SELECT 1 AS x FROM calls WHERE sha256 = ? AND options = ?", [sha256, options]
            ):
                return False
            row = self._one("SELECT pid, born FROM claims WHERE sha256 = ?", [sha256])
            if row and row["pid"] != os.getpid() and alive(row["pid"], row["born"]):
                return False
            self._db.execute(
                "INSERT OR REPLACE INTO claims (sha256, pid, born, at) VALUES (?, ?, ?, ?)",
                [sha256, os.getpid(), born(os.getpid()), now()],
            )
        return True

    def release(self, sha256: str) -> None:
        """Give a recording back that was claimed and could not be processed."""
        with self._writing():
            self._db.execute("DELETE FROM claims WHERE sha256 = ?", [sha256])

    def put_failure(self, path: str, reason: str) -> None:
        """Note that a file could not be processed; it is tried again at the next run."""
        with self._writing():
            self._db.execute(
                "INSERT INTO failures (path, reason, attempts, at) VALUES (?, ?, 1, ?)"
                " ON CONFLICT (path) DO UPDATE SET reason = excluded.reason,"
                " attempts = attempts + 1, at = excluded.at",
                [path, reason, now()],
            )

    def failures(self) -> list[Failure]:
        rows = self._all("SELECT path, reason, attempts, at FROM failures ORDER BY path")
        return [Failure(r["path"], r["reason"], r["attempts"], r["at"]) for r in rows]

    def check(self) -> str:
        """SQLite's own integrity check: "ok" or what is wrong."""
        row = self._one("PRAGMA integrity_check")
        return row["integrity_check"] if row else "no answer"

    # -- inside ------------------------------------------------------------------------------

    def _id_for(self, call: Call) -> str:
        row = self._one("SELECT id FROM calls WHERE sha256 = ?", [call.recording.sha256])
        if row:
            return row["id"]
        identity, number = call.id, 2
        while self._one("SELECT 1 AS x FROM calls WHERE id = ?", [identity]):
            identity, number = f"{call.id}-{number}", number + 1
        return identity

    def _upsert_call(self, call: Call, options: str) -> None:
        metadata = call.recording.metadata
        trajectory = call.measures.sentiment.get(CUSTOMER) if call.measures else None
        points = [point.smoothed for point in trajectory.points] if trajectory else []
        before = self._one(_BEFORE, [call.id])
        self._db.table("calls").upsert(
            {
                "id": call.id,
                "sha256": call.recording.sha256,
                "options": options,
                "agent": metadata.agent,
                "customer": metadata.customer,
                "queue": metadata.queue,
                "team": self._team_for(metadata, before),
                "direction": metadata.direction,
                "started_at": metadata.started_at,
                "seconds": float(call.seconds),
                "language": call.language,
                "ending": _ending(call),
                "sentiment": json.dumps(points),
                "shape": trajectory.shape if trajectory else "too-short",
                "opening": trajectory.quarters[0] if trajectory else None,
                "closing": trajectory.quarters[-1] if trajectory else None,
                "unheard": round(sum(part.end - part.start for part in call.unheard), 3),
                "listened_at": before["listened_at"] if before else now(),
            },
            pk="id",
        )
        body = _adapter(Call).dump_json(call).decode()
        self._db.execute("INSERT OR REPLACE INTO bodies VALUES (?, ?)", [call.id, body])
        if before is None and call.recording.channels:
            self.add_files(call.id, call.recording.paths)
        self._put_remarks(call)

    def _put_remarks(self, call: Call) -> None:
        self._db.execute("DELETE FROM remarks WHERE call_id = ?", [call.id])
        day = (call.recording.metadata.started_at or "")[:10]
        said = [(r.tone, day, r.term, call.id, r.turn) for r in terms.remarks(call)]
        self._db.conn.executemany("INSERT INTO remarks VALUES (?, ?, ?, ?, ?)", said)

    def _team_for(self, metadata: Metadata, before: dict[str, Any] | None) -> str | None:
        """The team of the call's day: a call that is here keeps it until it is told otherwise."""
        if before and (before["agent"], before["told"]) == (metadata.agent, metadata.team):
            return before["team"]
        row = self._one("SELECT team FROM teams WHERE agent = ?", [metadata.agent])
        return metadata.team or (row["team"] if row else None)


# A call as it was kept before; `told` is the team that its metadata named.
_BEFORE = """
SELECT c.agent, c.team, c.listened_at, b.body ->> '$.recording.metadata.team' AS told
FROM calls c LEFT JOIN bodies b ON b.call_id = c.id WHERE c.id = ?
"""

# From one value to the next through the index: as many looks as there are different values.
_VALUES = """
WITH RECURSIVE found (v) AS (
    SELECT min({column}) FROM calls
    UNION ALL SELECT (SELECT min({column}) FROM calls WHERE {column} > v) FROM found
    WHERE v IS NOT NULL)
SELECT v FROM found WHERE v IS NOT NULL
"""


def _ending(call: Call) -> str:
    return call.measures.ending.kind if call.measures else UNKNOWN_ENDING


def _turn_rows(call: Call) -> Iterator[dict[str, Any]]:
    for turn in call.turns:
        yield {
            "call_id": call.id,
            "number": turn.index,
            "speaker": turn.speaker,
            "start": turn.start,
            "finish": turn.end,
            "text": turn.text,
            "words": index_text(turn.text),
        }


@lru_cache
def _adapter(kind: type) -> TypeAdapter[Any]:
    from pydantic import TypeAdapter

    return TypeAdapter(kind)
