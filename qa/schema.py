"""The archive's tables and their history; a change of shape is one more migration at the end."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from qa import coaching_tables, standing, tables
from qa.trends import terms

if TYPE_CHECKING:
    from sqlite_utils import Database, Migrations

# What is deleted is overwritten, and so is what moves from page to page: SQLite leaves copies of it
# in the file otherwise, which no later removal would find.
SETTINGS = """
PRAGMA secure_delete = ON; PRAGMA foreign_keys = ON; PRAGMA synchronous = NORMAL;
PRAGMA temp_store = MEMORY;
"""

_RECORDINGS = """
CREATE TABLE calls (
    id TEXT PRIMARY KEY,
    sha256 TEXT NOT NULL UNIQUE,
    options TEXT NOT NULL,
    agent TEXT, customer TEXT, queue TEXT, direction TEXT, started_at TEXT,
    seconds REAL NOT NULL,
    language TEXT NOT NULL,
    ending TEXT NOT NULL,
    sentiment TEXT NOT NULL,
    body TEXT NOT NULL,
    listened_at TEXT NOT NULL
) STRICT;
CREATE INDEX calls_by_time ON calls (started_at DESC, id);
CREATE INDEX calls_by_agent ON calls (agent, started_at DESC);
CREATE TABLE turns (
    id INTEGER PRIMARY KEY,
    call_id TEXT NOT NULL REFERENCES calls (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    speaker TEXT NOT NULL,
    start REAL NOT NULL,
    finish REAL NOT NULL,
    text TEXT NOT NULL,
    words TEXT NOT NULL,
    UNIQUE (call_id, number)
) STRICT;
"""

_SCORES = """
CREATE TABLE scorecards (
    call_id TEXT NOT NULL REFERENCES calls (id) ON DELETE CASCADE,
    rubric_id TEXT NOT NULL,
    rubric_sha256 TEXT NOT NULL,
    body TEXT NOT NULL,
    scored_at TEXT NOT NULL,
    PRIMARY KEY (call_id, rubric_id)
) STRICT;
CREATE TABLE findings (
    call_id TEXT NOT NULL,
    rubric_id TEXT NOT NULL,
    criterion TEXT NOT NULL,
    position INTEGER NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('pass', 'fail', 'not_applicable', 'cannot_tell')),
    weight REAL NOT NULL,
    auto_fail INTEGER NOT NULL,
    PRIMARY KEY (call_id, rubric_id, criterion),
    FOREIGN KEY (call_id, rubric_id) REFERENCES scorecards (call_id, rubric_id) ON DELETE CASCADE
) STRICT;
CREATE INDEX findings_by_verdict ON findings (criterion, verdict, call_id);
CREATE TABLE reviews (
    id INTEGER PRIMARY KEY,
    call_id TEXT NOT NULL REFERENCES calls (id),
    rubric_id TEXT NOT NULL,
    criterion TEXT NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('pass', 'fail', 'not_applicable', 'cannot_tell')),
    machine_verdict TEXT NOT NULL,
    note TEXT NOT NULL,
    reviewer TEXT NOT NULL,
    at TEXT NOT NULL
) STRICT;
CREATE INDEX reviews_by_finding ON reviews (call_id, rubric_id, criterion, id);
CREATE TRIGGER reviews_are_never_changed BEFORE UPDATE ON reviews
    BEGIN SELECT RAISE(ABORT, 'reviews are added, never changed'); END;
CREATE TRIGGER reviews_are_never_removed BEFORE DELETE ON reviews
    BEGIN SELECT RAISE(ABORT, 'reviews are added, never removed'); END;
CREATE VIEW verdicts AS
    SELECT f.call_id, f.rubric_id, f.criterion, f.position, f.weight, f.auto_fail,
           f.verdict AS machine_verdict,
           coalesce((SELECT r.verdict FROM reviews r
                     WHERE r.call_id = f.call_id AND r.rubric_id = f.rubric_id
                       AND r.criterion = f.criterion ORDER BY r.id DESC LIMIT 1),
                    f.verdict) AS verdict
    FROM findings f;
"""

_WORK = """
CREATE TABLE failures (
    path TEXT PRIMARY KEY,
    reason TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    at TEXT NOT NULL
) STRICT;
CREATE TABLE claims (
    sha256 TEXT PRIMARY KEY,
    pid INTEGER NOT NULL,
    born TEXT NOT NULL,
    at TEXT NOT NULL
) STRICT;
"""


def migrations() -> Migrations:
    """Every migration in order; sqlite-utils records which of them an archive has had."""
    from sqlite_utils import Migrations

    steps = Migrations("callqa")

    @steps()
    def calls_and_turns(db: Database) -> None:
        _run(db, _RECORDINGS)
        # The words are normalised in Python (qa.words), so the tokenizer folds nothing itself.
        db.table("turns").enable_fts(
            ["words"], create_triggers=True, tokenize="unicode61 remove_diacritics 0"
        )

    @steps()
    def scorecards_and_reviews(db: Database) -> None:
        _run(db, _SCORES)

    @steps()
    def failures_and_claims(db: Database) -> None:
        _run(db, _WORK)

    @steps()
    def accounts_and_audit(db: Database) -> None:
        _run(db, tables.ACCOUNTS)

    @steps()
    def reviewing(db: Database) -> None:
        _run(db, tables.REVIEWING)
        for table in tables.APPEND_ONLY:
            _run(db, tables.never_changed(table))

    @steps()
    def listing_apart_from_bodies(db: Database) -> None:
        _run(db, tables.LISTING)
        for call, rubric in db.execute("SELECT call_id, rubric_id FROM scorecards").fetchall():
            standing.put(db, call, rubric)

    @steps()
    def keeping(db: Database) -> None:
        _run(db, tables.KEEPING)
        for table in ("erasures", "erased_acts"):
            _run(db, tables.never_changed(table))

    @steps()
    def findings_by_what_they_rest_on(db: Database) -> None:
        _run(db, tables.JUDGED)

    @steps()
    def sums_from_one_index(db: Database) -> None:
        _run(db, tables.SUMS)

    @steps()
    def after_the_review(db: Database) -> None:
        _run(db, coaching_tables.AFTER_REVIEW)
        _run(db, coaching_tables.CALIBRATION)
        for table in coaching_tables.APPEND_ONLY:
            _run(db, tables.never_changed(table))
        # What was released so far has been seen.
        _run(db, "INSERT INTO openings SELECT call_id, at FROM places WHERE state = 'released';")

    @steps()
    def publishing_rubrics(db: Database) -> None:
        _run(db, tables.PUBLISHING)
        _run(db, tables.never_changed("rubric_versions"))

    @steps()
    def trends(db: Database) -> None:
        _run(db, tables.TRENDS)
        _run(db, tables.FOLLOW)
        # Read one by one: all bodies together may be larger than memory.
        for call, day, body in db.conn.execute(_BODIES):
            rows = [(r.tone, day, r.term, call, r.turn) for r in terms.of_body(json.loads(body))]
            db.conn.executemany("INSERT INTO remarks VALUES (?, ?, ?, ?, ?)", rows)

    @steps()
    def languages_of_speakers_in_gists(db: Database) -> None:
        # Calls in two languages get their compact form, which lacked them, anew.
        _run(db, f"DELETE FROM gists WHERE call_id IN ({IN_TWO_LANGUAGES});")

    @steps()
    def rubrics_replayed(db: Database) -> None:
        _run(db, tables.REPLAYS)

    return steps


_BODIES = """
SELECT c.id, coalesce(substr(c.started_at, 1, 10), ''), b.body
FROM bodies b JOIN calls c ON c.id = b.call_id
"""


IN_TWO_LANGUAGES = """
SELECT b.call_id FROM bodies b JOIN calls c ON c.id = b.call_id, json_each(b.body, '$.tongues') t
WHERE json_extract(t.value, '$.code') NOT IN (c.language, 'und')
"""


def _run(db: Database, script: str) -> None:
    """Statement by statement: `executescript` would end the surrounding transaction."""
    import sqlite3

    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            db.execute(statement)
            statement = ""
