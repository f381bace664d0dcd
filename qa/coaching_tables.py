"""The tables of what follows a review: an agent's answer to it, coaching, and calibration.

What is the agent's alone goes with its call when that is removed; acts of others are told of.
"""

AFTER_REVIEW = """
CREATE TABLE self_scores (
    call_id TEXT NOT NULL REFERENCES calls (id) ON DELETE CASCADE,
    rubric_id TEXT NOT NULL,
    criterion TEXT NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('pass', 'fail', 'not_applicable', 'cannot_tell')),
    by TEXT NOT NULL COLLATE NOCASE,
    at TEXT NOT NULL,
    PRIMARY KEY (call_id, rubric_id, criterion, by)
) STRICT;
CREATE TABLE openings (
    call_id TEXT PRIMARY KEY REFERENCES calls (id) ON DELETE CASCADE,
    at TEXT NOT NULL
) STRICT;
CREATE TABLE acknowledgements (
    id INTEGER PRIMARY KEY,
    call_id TEXT NOT NULL REFERENCES calls (id),
    note TEXT NOT NULL,
    by TEXT NOT NULL,
    at TEXT NOT NULL
) STRICT;
CREATE INDEX acknowledgements_by_call ON acknowledgements (call_id, id);
CREATE TABLE disputes (
    id INTEGER PRIMARY KEY,
    call_id TEXT NOT NULL REFERENCES calls (id),
    rubric_id TEXT NOT NULL,
    criterion TEXT NOT NULL,
    verdict TEXT NOT NULL,
    wanted TEXT NOT NULL,
    reason TEXT NOT NULL,
    by TEXT NOT NULL,
    at TEXT NOT NULL
) STRICT;
CREATE INDEX disputes_by_call ON disputes (call_id, id);
CREATE TABLE answers (
    id INTEGER PRIMARY KEY,
    dispute INTEGER NOT NULL UNIQUE REFERENCES disputes (id),
    outcome TEXT NOT NULL CHECK (outcome IN ('upheld', 'partly', 'declined')),
    verdict TEXT NOT NULL,
    words TEXT NOT NULL,
    by TEXT NOT NULL,
    at TEXT NOT NULL
) STRICT;
CREATE TABLE golden_examples (
    id INTEGER PRIMARY KEY,
    call_id TEXT NOT NULL REFERENCES calls (id) ON DELETE CASCADE,
    rubric_id TEXT NOT NULL,
    criterion TEXT NOT NULL,
    expect TEXT NOT NULL,
    name TEXT NOT NULL,
    script TEXT NOT NULL,
    by TEXT NOT NULL,
    at TEXT NOT NULL
) STRICT;
CREATE INDEX golden_examples_by_criterion ON golden_examples (rubric_id, criterion, id);
CREATE TABLE coaching_notes (
    id INTEGER PRIMARY KEY,
    call_id TEXT NOT NULL REFERENCES calls (id),
    rubric_id TEXT NOT NULL,
    criterion TEXT NOT NULL,
    moment REAL,
    text TEXT NOT NULL,
    follow_up TEXT,
    by TEXT NOT NULL,
    at TEXT NOT NULL
) STRICT;
CREATE INDEX coaching_notes_by_call ON coaching_notes (call_id, id);
CREATE TABLE coaching_marks (
    id INTEGER PRIMARY KEY,
    note INTEGER NOT NULL REFERENCES coaching_notes (id),
    done INTEGER NOT NULL,
    words TEXT NOT NULL,
    by TEXT NOT NULL,
    at TEXT NOT NULL
) STRICT;
CREATE INDEX coaching_marks_by_note ON coaching_marks (note, id);
CREATE TABLE lessons (
    note INTEGER NOT NULL REFERENCES coaching_notes (id) ON DELETE CASCADE,
    words TEXT NOT NULL,
    by TEXT NOT NULL COLLATE NOCASE,
    at TEXT NOT NULL,
    PRIMARY KEY (note, by)
) STRICT;
"""

CALIBRATION = """
CREATE TABLE calibrations (
    id INTEGER PRIMARY KEY,
    title TEXT NOT NULL,
    rubric_id TEXT NOT NULL,
    bar REAL NOT NULL,
    by TEXT NOT NULL,
    at TEXT NOT NULL,
    closed_at TEXT,
    closed_by TEXT
) STRICT;
CREATE TABLE calibration_calls (
    calibration INTEGER NOT NULL REFERENCES calibrations (id),
    call_id TEXT NOT NULL REFERENCES calls (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    PRIMARY KEY (calibration, call_id)
) STRICT;
CREATE INDEX calibration_calls_by_call ON calibration_calls (call_id);
CREATE TABLE calibration_people (
    calibration INTEGER NOT NULL REFERENCES calibrations (id),
    person TEXT NOT NULL COLLATE NOCASE,
    submitted_at TEXT,
    PRIMARY KEY (calibration, person)
) STRICT;
CREATE INDEX calibration_people_by_person ON calibration_people (person);
CREATE TABLE calibration_scores (
    calibration INTEGER NOT NULL REFERENCES calibrations (id),
    call_id TEXT NOT NULL REFERENCES calls (id) ON DELETE CASCADE,
    criterion TEXT NOT NULL,
    person TEXT NOT NULL COLLATE NOCASE,
    verdict TEXT NOT NULL CHECK (verdict IN ('pass', 'fail', 'not_applicable', 'cannot_tell')),
    note TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (calibration, call_id, criterion, person)
) STRICT;
CREATE TABLE trials (
    id INTEGER PRIMARY KEY,
    calibration INTEGER NOT NULL REFERENCES calibrations (id),
    rubric_id TEXT NOT NULL,
    criterion TEXT NOT NULL,
    passed INTEGER NOT NULL,
    value REAL NOT NULL,
    n INTEGER NOT NULL,
    at TEXT NOT NULL
) STRICT;
CREATE INDEX trials_by_criterion ON trials (rubric_id, criterion, id);
"""
APPEND_ONLY = (
    *("acknowledgements", "disputes", "answers", "coaching_notes", "coaching_marks", "trials"),
)
