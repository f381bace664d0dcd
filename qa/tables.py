"""The tables that people's work needs, beside the calls: who may do what, reviewing, listing."""

ACCOUNTS = """
CREATE TABLE users (
    name TEXT PRIMARY KEY COLLATE NOCASE,
    role TEXT NOT NULL CHECK (role IN ('agent', 'supervisor', 'qa', 'admin')),
    agent TEXT,
    password TEXT,
    disabled INTEGER NOT NULL DEFAULT 0,
    made_at TEXT NOT NULL
) STRICT;
CREATE TABLE sessions (
    digest TEXT PRIMARY KEY,
    user TEXT NOT NULL COLLATE NOCASE REFERENCES users (name),
    begun REAL NOT NULL,
    seen REAL NOT NULL
) STRICT;
CREATE TABLE failed_sign_ins (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL COLLATE NOCASE,
    address TEXT NOT NULL,
    at REAL NOT NULL
) STRICT;
CREATE INDEX failed_sign_ins_by_time ON failed_sign_ins (at);
CREATE TABLE audit (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    who TEXT NOT NULL,
    role TEXT NOT NULL,
    act TEXT NOT NULL,
    call_id TEXT,
    detail TEXT NOT NULL
) STRICT;
CREATE INDEX audit_by_call ON audit (call_id, id);
CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit log is added to, never changed'); END;
CREATE TRIGGER audit_is_never_removed BEFORE DELETE ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit log is added to, never shortened'); END;
"""

# What is listed and filtered lies apart from the bodies of the calls, which are large; current
# verdicts and sums are kept beside the findings, so that a list of 100,000 calls is one look.
LISTING = """
CREATE TABLE bodies (
    call_id TEXT PRIMARY KEY REFERENCES calls (id) ON DELETE CASCADE,
    body TEXT NOT NULL
) STRICT;
INSERT INTO bodies SELECT id, body FROM calls;
ALTER TABLE calls ADD COLUMN shape TEXT NOT NULL DEFAULT 'too-short';
ALTER TABLE calls ADD COLUMN unheard REAL NOT NULL DEFAULT 0;
UPDATE calls SET
    shape = coalesce(json_extract(body, '$.measures.sentiment.customer.shape'), 'too-short'),
    unheard = (SELECT coalesce(sum(value ->> '$.end' - value ->> '$.start'), 0.0)
               FROM json_each(body, '$.unheard'));
ALTER TABLE calls DROP COLUMN body;
CREATE INDEX calls_by_queue ON calls (queue, started_at DESC);
CREATE INDEX calls_by_language ON calls (language, started_at DESC);
ALTER TABLE findings ADD COLUMN current TEXT NOT NULL DEFAULT 'cannot_tell';
UPDATE findings SET current = coalesce(
    (SELECT r.verdict FROM reviews r
     WHERE r.call_id = findings.call_id AND r.rubric_id = findings.rubric_id
       AND r.criterion = findings.criterion ORDER BY r.id DESC LIMIT 1), verdict);
DROP INDEX findings_by_verdict;
CREATE INDEX findings_by_current ON findings (rubric_id, criterion, current, call_id);
DROP VIEW verdicts;
CREATE TABLE questions (
    rubric_id TEXT NOT NULL,
    criterion TEXT NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (rubric_id, criterion)
) STRICT;
INSERT INTO questions SELECT rubric_id, criterion, min(position) FROM findings GROUP BY 1, 2;
CREATE TABLE standings (
    call_id TEXT NOT NULL,
    rubric_id TEXT NOT NULL,
    started_at TEXT,
    points REAL NOT NULL,
    out_of REAL NOT NULL,
    not_judged REAL NOT NULL,
    share REAL,
    failed TEXT NOT NULL,
    auto_failed TEXT NOT NULL,
    reviewed INTEGER NOT NULL,
    risk REAL NOT NULL,
    why TEXT NOT NULL,
    PRIMARY KEY (call_id, rubric_id),
    FOREIGN KEY (call_id, rubric_id) REFERENCES scorecards (call_id, rubric_id) ON DELETE CASCADE
) STRICT;
CREATE INDEX standings_by_risk ON standings (rubric_id, risk DESC, started_at DESC, call_id);
CREATE INDEX standings_by_share ON standings (rubric_id, share, call_id);
"""

# The figures above the list are read from this index alone.
SUMS = """
DROP INDEX standings_by_share;
CREATE INDEX standings_sums ON standings
    (rubric_id, share, reviewed, failed, auto_failed, call_id);
"""

REVIEWING = """
ALTER TABLE reviews ADD COLUMN reason TEXT NOT NULL DEFAULT '';
CREATE TABLE places (
    call_id TEXT PRIMARY KEY REFERENCES calls (id) ON DELETE CASCADE,
    assignee TEXT COLLATE NOCASE,
    due TEXT,
    source TEXT NOT NULL DEFAULT '',
    draw INTEGER,
    state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'submitted', 'released')),
    reviewer TEXT,
    at TEXT
) STRICT;
CREATE INDEX places_by_assignee ON places (assignee, due);
CREATE INDEX places_by_draw ON places (draw) WHERE draw IS NOT NULL;
CREATE TABLE draws (
    id INTEGER PRIMARY KEY,
    week TEXT NOT NULL,
    per_agent INTEGER NOT NULL,
    seed TEXT NOT NULL,
    calls TEXT NOT NULL,
    by TEXT NOT NULL,
    at TEXT NOT NULL
) STRICT;
CREATE TABLE steps (
    id INTEGER PRIMARY KEY,
    call_id TEXT NOT NULL REFERENCES calls (id),
    state TEXT NOT NULL,
    by TEXT NOT NULL,
    note TEXT NOT NULL,
    at TEXT NOT NULL
) STRICT;
CREATE INDEX steps_by_call ON steps (call_id, id);
CREATE TABLE comments (
    id INTEGER PRIMARY KEY,
    call_id TEXT NOT NULL REFERENCES calls (id),
    turn INTEGER NOT NULL,
    start REAL NOT NULL,
    text TEXT NOT NULL,
    by TEXT NOT NULL,
    at TEXT NOT NULL
) STRICT;
CREATE INDEX comments_by_call ON comments (call_id, id);
CREATE TABLE edits (
    id INTEGER PRIMARY KEY,
    call_id TEXT NOT NULL REFERENCES calls (id),
    made TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('word', 'speakers', 'undo')),
    detail TEXT NOT NULL,
    by TEXT NOT NULL,
    at TEXT NOT NULL
) STRICT;
CREATE INDEX edits_by_call ON edits (call_id, id);
CREATE TABLE originals (
    call_id TEXT PRIMARY KEY REFERENCES calls (id) ON DELETE CASCADE,
    made TEXT NOT NULL,
    body TEXT NOT NULL
) STRICT;
CREATE TABLE saved_filters (
    person TEXT NOT NULL COLLATE NOCASE,
    name TEXT NOT NULL,
    choices TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (person, name)
) STRICT;
"""

# What keeping an archive needs: choices, where recordings lie, work that waits, what was removed.
# Of a call that was removed nothing is left but that it was, and who did what with it.
KEEPING = """
CREATE TABLE settings (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL,
    at TEXT NOT NULL
) STRICT;
CREATE TABLE files (
    call_id TEXT NOT NULL REFERENCES calls (id) ON DELETE CASCADE,
    path TEXT NOT NULL,
    PRIMARY KEY (call_id, path)
) STRICT, WITHOUT ROWID;
CREATE INDEX files_by_path ON files (path);
INSERT OR IGNORE INTO files
    SELECT b.call_id, path.value FROM bodies b, json_each(b.body, '$.recording.paths') path
    WHERE json_extract(b.body, '$.recording.channels') > 0;
CREATE TABLE erasures (
    id TEXT PRIMARY KEY,
    sha256 TEXT NOT NULL UNIQUE,
    why TEXT NOT NULL,
    by TEXT NOT NULL,
    at TEXT NOT NULL
) STRICT;
CREATE TABLE erased_acts (
    id INTEGER PRIMARY KEY,
    erasure TEXT NOT NULL REFERENCES erasures (id),
    kind TEXT NOT NULL,
    detail TEXT NOT NULL
) STRICT;
CREATE INDEX erased_acts_by_erasure ON erased_acts (erasure);
CREATE TABLE jobs (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    detail TEXT NOT NULL,
    by TEXT NOT NULL,
    role TEXT NOT NULL,
    at TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting'
        CHECK (state IN ('waiting', 'running', 'done', 'failed', 'stopped')),
    stop INTEGER NOT NULL DEFAULT 0,
    pid INTEGER NOT NULL DEFAULT 0,
    born TEXT NOT NULL DEFAULT '',
    begun_at TEXT,
    ended_at TEXT,
    total INTEGER NOT NULL DEFAULT 0,
    done INTEGER NOT NULL DEFAULT 0,
    skipped INTEGER NOT NULL DEFAULT 0,
    failed INTEGER NOT NULL DEFAULT 0,
    label TEXT NOT NULL DEFAULT '',
    stage TEXT NOT NULL DEFAULT '',
    share REAL NOT NULL DEFAULT 0,
    message TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE job_outcomes (
    id INTEGER PRIMARY KEY,
    job INTEGER NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    call_id TEXT REFERENCES calls (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    label TEXT NOT NULL,
    text TEXT NOT NULL
) STRICT;
CREATE INDEX job_outcomes_by_job ON job_outcomes (job, id);
CREATE INDEX job_outcomes_by_call ON job_outcomes (call_id);
CREATE TABLE runner (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    pid INTEGER NOT NULL,
    born TEXT NOT NULL
) STRICT;
"""
# The compact form of every call and what was judged of it (qa.judged).
JUDGED = """
CREATE TABLE gists (
    call_id TEXT PRIMARY KEY REFERENCES calls (id) ON DELETE CASCADE,
    content INTEGER NOT NULL,
    model TEXT NOT NULL,
    body BLOB NOT NULL
) STRICT;
CREATE TRIGGER a_body_outdates_its_gist AFTER INSERT ON bodies
    BEGIN DELETE FROM gists WHERE call_id = NEW.call_id; END;
CREATE TRIGGER a_changed_body_outdates_its_gist AFTER UPDATE ON bodies
    BEGIN DELETE FROM gists WHERE call_id = NEW.call_id; END;
CREATE TABLE criteria_judged (
    no INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    used_at TEXT NOT NULL
) STRICT;
CREATE TABLE judged (
    content INTEGER NOT NULL,
    criterion INTEGER NOT NULL,
    finding TEXT NOT NULL,
    PRIMARY KEY (content, criterion)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER a_gist_takes_its_findings_along AFTER DELETE ON gists
    BEGIN DELETE FROM judged WHERE content = OLD.content; END;
ALTER TABLE scorecards ADD COLUMN key TEXT NOT NULL DEFAULT '';
"""
# Rubrics as this archive uses them (qa.publishing).
PUBLISHING = """
CREATE TABLE rubric_versions (
    id INTEGER PRIMARY KEY,
    rubric TEXT NOT NULL,
    number INTEGER NOT NULL,
    text TEXT NOT NULL,
    by TEXT NOT NULL,
    reason TEXT NOT NULL,
    at TEXT NOT NULL,
    UNIQUE (rubric, number)
) STRICT;
CREATE TABLE rubric_drafts (
    rubric TEXT PRIMARY KEY,
    text TEXT NOT NULL,
    revision INTEGER NOT NULL,
    by TEXT NOT NULL,
    at TEXT NOT NULL
) STRICT;
"""
# Which texts were replayed against which version in use (0: none), so that a version can say so.
# Nobody knows that of versions published before.
REPLAYS = """
CREATE TABLE rubric_replays (
    rubric TEXT NOT NULL,
    base INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    by TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (rubric, base, sha256)
) STRICT;
ALTER TABLE rubric_versions ADD COLUMN replayed INTEGER;
"""

# Verdicts as "|greeting=p|apology=f|": p pass, f fail, n not applicable, c cannot tell.
TALLY = """
SELECT s.rubric_id, coalesce(substr(c.started_at, 1, 10), ''), c.id, c.agent, c.team, c.queue,
       c.language, s.share, s.auto_failed <> '[]', c.opening, c.closing, c.shape,
       (SELECT coalesce('|' || group_concat(f.criterion || '=' || substr(f.current, 1, 1), '|')
               || '|', '') FROM findings f WHERE f.call_id = c.id AND +f.rubric_id = s.rubric_id)
FROM standings s JOIN calls c ON c.id = s.call_id
"""

# What trends are counted from: a narrow line per scored call in order of days, so that a year of
# 100,000 calls is one look; and the words of customers' complaints and praise.
TRENDS = """
ALTER TABLE calls ADD COLUMN team TEXT;
ALTER TABLE calls ADD COLUMN opening REAL;
ALTER TABLE calls ADD COLUMN closing REAL;
UPDATE calls SET (opening, closing) = (
    SELECT json_extract(body, '$.measures.sentiment.customer.quarters[0]'),
           json_extract(body, '$.measures.sentiment.customer.quarters[3]')
    FROM bodies WHERE call_id = calls.id);
CREATE TABLE teams (
    agent TEXT PRIMARY KEY,
    team TEXT NOT NULL
) STRICT;
CREATE TABLE tally (
    rubric_id TEXT NOT NULL,
    day TEXT NOT NULL,
    call_id TEXT NOT NULL,
    agent TEXT, team TEXT, queue TEXT,
    language TEXT NOT NULL,
    share REAL,
    auto_failed INTEGER NOT NULL,
    opening REAL, closing REAL,
    shape TEXT NOT NULL,
    verdicts TEXT NOT NULL,
    PRIMARY KEY (rubric_id, day, call_id),
    FOREIGN KEY (call_id, rubric_id) REFERENCES scorecards (call_id, rubric_id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX tally_by_call ON tally (call_id, rubric_id);
CREATE INDEX tally_by_agent ON tally (agent, rubric_id, day);
CREATE TABLE remarks (
    tone INTEGER NOT NULL,
    day TEXT NOT NULL,
    term TEXT NOT NULL,
    call_id TEXT NOT NULL REFERENCES calls (id) ON DELETE CASCADE,
    turn INTEGER NOT NULL,
    PRIMARY KEY (tone, day, term, call_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX remarks_by_call ON remarks (call_id);
"""
# However a standing comes to be kept, its line is counted with it.
FOLLOW = f"""
INSERT INTO tally {TALLY};
CREATE TRIGGER tally_follows_standings AFTER INSERT ON standings BEGIN
    DELETE FROM tally WHERE call_id = NEW.call_id AND rubric_id = NEW.rubric_id;
    INSERT INTO tally {TALLY} WHERE s.call_id = NEW.call_id AND s.rubric_id = NEW.rubric_id;
END;
"""
APPEND_ONLY = ("draws", "steps", "comments", "edits")


def never_changed(table: str) -> str:
    """The triggers that keep a table's rows as they were written."""
    return f"""
CREATE TRIGGER {table}_are_never_changed BEFORE UPDATE ON {table}
    BEGIN SELECT RAISE(ABORT, '{table} are added, never changed'); END;
CREATE TRIGGER {table}_are_never_removed BEFORE DELETE ON {table}
    BEGIN SELECT RAISE(ABORT, '{table} are added, never removed'); END;
"""
