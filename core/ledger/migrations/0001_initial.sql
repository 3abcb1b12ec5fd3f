-- The ledger, version 1. One row per batch and per exceptional row, never one per delivered row. See LEDGER.md.
CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE job (
    id    INTEGER PRIMARY KEY,
    uuid  TEXT NOT NULL UNIQUE,
    name  TEXT NOT NULL,
    epoch INTEGER NOT NULL DEFAULT 0      -- highest epoch claimed in a target
) STRICT;

CREATE TABLE revision (
    id         INTEGER PRIMARY KEY,
    job_id     INTEGER NOT NULL REFERENCES job (id),
    number     INTEGER NOT NULL,          -- 1, 2, … per job
    hash       TEXT NOT NULL,             -- SHA-256 of the definition
    definition TEXT NOT NULL,             -- JSON as Job::toJson writes it
    at         INTEGER NOT NULL,          -- ms since 1970 UTC, as every *at* of this file
    who        TEXT NOT NULL,
    UNIQUE (job_id, number),
    UNIQUE (job_id, hash)
) STRICT;

CREATE TABLE run (
    id           INTEGER PRIMARY KEY,
    job_id       INTEGER NOT NULL REFERENCES job (id),
    kind         TEXT NOT NULL CHECK (kind IN ('sync', 'compensation', 'reconciliation', 'drill')),
    trigger_by   TEXT NOT NULL,           -- 'command', 'schedule', 'workbench'
    revision_id  INTEGER NOT NULL REFERENCES revision (id),
    holder       TEXT NOT NULL UNIQUE,    -- random uuid, fences the target
    resumed_from INTEGER REFERENCES run (id),
    state        TEXT NOT NULL,
    reason       TEXT,
    guarantee    TEXT NOT NULL DEFAULT '',
    target       TEXT NOT NULL DEFAULT '',
    request      TEXT CHECK (request IN ('pause', 'stop')),
    is_final     INTEGER NOT NULL DEFAULT 0 CHECK (is_final IN (0, 1)),
    is_split_exact INTEGER NOT NULL DEFAULT 1 CHECK (is_split_exact IN (0, 1)),
    started_at   INTEGER NOT NULL,
    ended_at     INTEGER,
    beat_at      INTEGER NOT NULL,        -- the holder's sign of life
    pid          INTEGER NOT NULL,
    host         TEXT NOT NULL,
    retries      INTEGER NOT NULL DEFAULT 0,
    rows_read    INTEGER NOT NULL DEFAULT 0,
    rows_inserted INTEGER NOT NULL DEFAULT 0, rows_updated    INTEGER NOT NULL DEFAULT 0,
    rows_unchanged INTEGER NOT NULL DEFAULT 0, rows_superseded INTEGER NOT NULL DEFAULT 0,
    rows_filtered INTEGER NOT NULL DEFAULT 0, rows_quarantined INTEGER NOT NULL DEFAULT 0,
    rows_unknown INTEGER NOT NULL DEFAULT 0, rows_pending INTEGER NOT NULL DEFAULT 0,
    CHECK (rows_pending >= 0),
    -- The promise itself.
    CHECK (rows_read = rows_inserted + rows_updated + rows_unchanged + rows_superseded + rows_filtered
                     + rows_quarantined + rows_unknown + rows_pending)
) STRICT;
CREATE INDEX run_by_job ON run (job_id, id);

CREATE TABLE stream (
    id               INTEGER PRIMARY KEY,
    job_id           INTEGER NOT NULL REFERENCES job (id),
    name             TEXT NOT NULL,       -- with "/partition" when partitioned
    generation       INTEGER NOT NULL,
    next_seq         INTEGER NOT NULL DEFAULT 1,
    cursor           TEXT NOT NULL DEFAULT '',
    rows_past_cursor INTEGER NOT NULL DEFAULT 0,
    is_complete      INTEGER NOT NULL DEFAULT 0 CHECK (is_complete IN (0, 1)),
    totals           TEXT NOT NULL,       -- JSON, cumulative for the generation
    target_identity  TEXT NOT NULL DEFAULT '',
    target_state     TEXT NOT NULL DEFAULT '', -- class C: length and tail hash
    source_schema    TEXT NOT NULL DEFAULT '', -- JSON; pins the fields of later runs
    checksum         INTEGER NOT NULL DEFAULT 0, -- XXH3 of all that, set by every entry that changes it
    UNIQUE (job_id, name)
) STRICT;

CREATE TABLE batch (
    stream_id     INTEGER NOT NULL REFERENCES stream (id),
    generation    INTEGER NOT NULL,
    seq_first     INTEGER NOT NULL,       -- dense per (stream, generation)
    seq_last      INTEGER NOT NULL,
    run_id        INTEGER NOT NULL REFERENCES run (id), -- the run that read the rows
    rows_read     INTEGER NOT NULL,
    rows_inserted INTEGER NOT NULL, rows_updated    INTEGER NOT NULL,
    rows_unchanged INTEGER NOT NULL, rows_superseded INTEGER NOT NULL,
    rows_filtered INTEGER NOT NULL,       -- dropped by a rule of the user's, on purpose
    rows_quarantined INTEGER NOT NULL, rows_unknown INTEGER NOT NULL,
    position_from TEXT NOT NULL, position_to TEXT NOT NULL,
    is_adopted    INTEGER NOT NULL CHECK (is_adopted IN (0, 1)),
    is_spooled    INTEGER NOT NULL CHECK (is_spooled IN (0, 1)), -- its rows were counted as read when spooled
    checksum      INTEGER NOT NULL,
    filters       TEXT NOT NULL DEFAULT '{}', -- JSON: rows_filtered by rule
    PRIMARY KEY (stream_id, generation, seq_first),
    CHECK (rows_read = seq_last - seq_first + 1),
    CHECK (min(rows_inserted, rows_updated, rows_unchanged, rows_superseded, rows_filtered, rows_quarantined,
               rows_unknown) >= 0),
    -- The books must balance: every row read is accounted for exactly once.
    CHECK (rows_read = rows_inserted + rows_updated + rows_unchanged + rows_superseded
                     + rows_filtered + rows_quarantined + rows_unknown)
) STRICT, WITHOUT ROWID;
CREATE INDEX batch_by_run ON batch (run_id);

CREATE TRIGGER batch_is_dense BEFORE INSERT ON batch
WHEN NOT EXISTS (SELECT 1 FROM stream WHERE id = NEW.stream_id AND generation = NEW.generation
                                        AND next_seq = NEW.seq_first)
BEGIN SELECT RAISE(ABORT, 'batch does not follow the last one of its stream'); END;

CREATE TRIGGER batch_counts AFTER INSERT ON batch
BEGIN
    UPDATE stream SET next_seq = NEW.seq_last + 1 WHERE id = NEW.stream_id;
    UPDATE run SET rows_read = rows_read + iif(NEW.is_spooled, 0, NEW.rows_read),
                   rows_pending = rows_pending - iif(NEW.is_spooled, NEW.rows_read, 0),
                   rows_inserted = rows_inserted + NEW.rows_inserted, rows_updated = rows_updated + NEW.rows_updated,
                   rows_unchanged = rows_unchanged + NEW.rows_unchanged,
                   rows_superseded = rows_superseded + NEW.rows_superseded,
                   rows_filtered = rows_filtered + NEW.rows_filtered,
                   rows_quarantined = rows_quarantined + NEW.rows_quarantined,
                   rows_unknown = rows_unknown + NEW.rows_unknown
     WHERE id = NEW.run_id;
END;

CREATE TRIGGER batch_is_final BEFORE UPDATE ON batch
BEGIN SELECT RAISE(ABORT, 'a batch never changes'); END;

-- The target went back (restored from a backup): the one reason for which acknowledged rows are to be delivered again.
CREATE TABLE incident (
    id         INTEGER PRIMARY KEY,
    at         INTEGER NOT NULL,
    run_id     INTEGER NOT NULL REFERENCES run (id), -- that found it
    stream_id  INTEGER NOT NULL REFERENCES stream (id),
    generation INTEGER NOT NULL,
    seq_from   INTEGER NOT NULL,          -- first row that the target no longer holds
    seq_to     INTEGER NOT NULL,
    is_open    INTEGER NOT NULL DEFAULT 1 CHECK (is_open IN (0, 1)) -- inside the transaction that takes rows back
) STRICT;
CREATE UNIQUE INDEX incident_open_once ON incident (stream_id) WHERE is_open = 1;

CREATE TRIGGER batch_stays BEFORE DELETE ON batch
WHEN NOT EXISTS (SELECT 1 FROM incident WHERE stream_id = OLD.stream_id AND generation = OLD.generation AND is_open = 1
                                          AND OLD.seq_last BETWEEN seq_from AND seq_to)
BEGIN SELECT RAISE(ABORT, 'a batch is only taken back by an incident'); END;

-- The exact inverse of batch_counts: spooled rows are pending again, others un-read.
CREATE TRIGGER batch_uncounts AFTER DELETE ON batch
BEGIN
    UPDATE stream SET next_seq = min(next_seq, OLD.seq_first) WHERE id = OLD.stream_id;
    UPDATE run SET rows_read = rows_read - iif(OLD.is_spooled, 0, OLD.rows_read),
                   rows_pending = rows_pending + iif(OLD.is_spooled, OLD.rows_read, 0),
                   rows_inserted = rows_inserted - OLD.rows_inserted, rows_updated = rows_updated - OLD.rows_updated,
                   rows_unchanged = rows_unchanged - OLD.rows_unchanged,
                   rows_superseded = rows_superseded - OLD.rows_superseded,
                   rows_filtered = rows_filtered - OLD.rows_filtered,
                   rows_quarantined = rows_quarantined - OLD.rows_quarantined,
                   rows_unknown = rows_unknown - OLD.rows_unknown
     WHERE id = OLD.run_id;
END;

CREATE TABLE cause (
    id         INTEGER PRIMARY KEY,
    job_id     INTEGER NOT NULL REFERENCES job (id),
    stage      TEXT NOT NULL,
    code       TEXT NOT NULL,
    field      TEXT NOT NULL,
    rule       TEXT NOT NULL,
    rows_open  INTEGER NOT NULL DEFAULT 0 CHECK (rows_open >= 0), -- quarantined now
    sample     TEXT NOT NULL DEFAULT '',
    suggestion TEXT NOT NULL DEFAULT '',
    UNIQUE (job_id, stage, code, field, rule)
) STRICT;

CREATE TABLE exception_row (
    id          INTEGER PRIMARY KEY,
    stream_id   INTEGER NOT NULL REFERENCES stream (id),
    generation  INTEGER NOT NULL,
    seq         INTEGER NOT NULL,
    run_id      INTEGER NOT NULL REFERENCES run (id),
    state       TEXT NOT NULL CHECK (state IN ('provisional', 'quarantined', 'unknown', 'void', 'released',
                                               'delivered', 'discarded')),
    cause_id    INTEGER NOT NULL REFERENCES cause (id),
    value       TEXT NOT NULL,            -- the offending value, shortened
    detail      TEXT NOT NULL,            -- the target's own words, may quote the row
    position    TEXT NOT NULL,            -- "line 1412", for people
    natural_key TEXT NOT NULL,
    payload     BLOB NOT NULL,            -- the row as read
    is_raw      INTEGER NOT NULL CHECK (is_raw IN (0, 1)), -- 1: bytes that could not be parsed
    revision_id INTEGER NOT NULL REFERENCES revision (id),
    tries       INTEGER NOT NULL DEFAULT 1,
    is_set_aside INTEGER NOT NULL DEFAULT 0 CHECK (is_set_aside IN (0, 1)),
    manifest_id INTEGER,                  -- the compensation that holds or delivered it
    at          INTEGER NOT NULL,
    checksum    INTEGER NOT NULL          -- XXH3 of stream, generation, seq, position, payload
) STRICT;
CREATE UNIQUE INDEX exception_once ON exception_row (stream_id, generation, seq) WHERE state <> 'void';
CREATE INDEX exception_by_cause ON exception_row (cause_id, state, id);
CREATE INDEX exception_by_run ON exception_row (run_id, state);

CREATE TRIGGER exception_starts_provisional BEFORE INSERT ON exception_row WHEN NEW.state <> 'provisional'
BEGIN SELECT RAISE(ABORT, 'an exception starts provisional'); END;

CREATE TRIGGER exception_moves_legally BEFORE UPDATE OF state ON exception_row
WHEN NEW.state <> OLD.state AND NOT (
       (OLD.state = 'provisional' AND NEW.state IN ('quarantined', 'unknown', 'void'))
    OR (OLD.state = 'quarantined' AND NEW.state IN ('released', 'discarded'))
    OR (OLD.state = 'released'    AND NEW.state IN ('delivered', 'quarantined'))
    OR (OLD.state = 'unknown'     AND NEW.state IN ('delivered', 'released', 'discarded'))
    -- Only with an incident: the row is read again, or the target has forgotten its compensation.
    OR ((NEW.state = 'void' OR (OLD.state = 'delivered' AND NEW.state = 'quarantined'))
        AND EXISTS (SELECT 1 FROM incident WHERE stream_id = OLD.stream_id AND generation = OLD.generation
                    AND is_open = 1 AND (NEW.state = 'quarantined' OR OLD.seq BETWEEN seq_from AND seq_to))))
BEGIN SELECT RAISE(ABORT, 'illegal transition of an exception'); END;

CREATE TRIGGER exception_opens_cause AFTER UPDATE OF state ON exception_row
WHEN NEW.state = 'quarantined' AND OLD.state <> 'quarantined'
BEGIN UPDATE cause SET rows_open = rows_open + 1 WHERE id = NEW.cause_id; END;

CREATE TRIGGER exception_closes_cause AFTER UPDATE OF state ON exception_row
WHEN OLD.state = 'quarantined' AND NEW.state <> 'quarantined'
BEGIN UPDATE cause SET rows_open = rows_open - 1 WHERE id = OLD.cause_id; END;

CREATE TRIGGER exception_keeps_its_cause BEFORE UPDATE OF cause_id ON exception_row
WHEN OLD.state = 'quarantined' AND NEW.cause_id <> OLD.cause_id
BEGIN SELECT RAISE(ABORT, 'the cause changes only while a row is released'); END;

CREATE TRIGGER exception_stays BEFORE DELETE ON exception_row WHEN OLD.state <> 'void'
BEGIN SELECT RAISE(ABORT, 'an exception is never deleted'); END;

CREATE TABLE filter_count (
    run_id INTEGER NOT NULL REFERENCES run (id),
    rule   TEXT NOT NULL,
    rows   INTEGER NOT NULL,
    PRIMARY KEY (run_id, rule)
) STRICT, WITHOUT ROWID;

CREATE TABLE attempt (
    id     INTEGER PRIMARY KEY,
    run_id INTEGER NOT NULL REFERENCES run (id),
    at     INTEGER NOT NULL,
    side   TEXT NOT NULL CHECK (side IN ('source', 'target')),
    what   TEXT NOT NULL,                 -- "GET /orders?page=7", "batch 8193–16384"; no secrets
    code   TEXT NOT NULL,
    detail TEXT NOT NULL,
    wait_ms INTEGER NOT NULL              -- until the next try
) STRICT;
CREATE INDEX attempt_by_run ON attempt (run_id, id);

CREATE TABLE spool_page (
    stream_id  INTEGER NOT NULL REFERENCES stream (id),
    generation INTEGER NOT NULL,
    seq_first  INTEGER NOT NULL,
    records    INTEGER NOT NULL,
    run_id     INTEGER NOT NULL REFERENCES run (id),
    segment    TEXT NOT NULL,             -- file name under spool/
    offset     INTEGER NOT NULL,
    length     INTEGER NOT NULL,
    hash       INTEGER NOT NULL,          -- XXH3 of the stored bytes
    cursor     TEXT NOT NULL,             -- behind the page
    label      TEXT NOT NULL,
    at         INTEGER NOT NULL,
    delivered_at INTEGER,                 -- when clean-up found all its rows accounted for
    PRIMARY KEY (stream_id, generation, seq_first)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER spool_is_dense BEFORE INSERT ON spool_page
WHEN NOT EXISTS (SELECT 1 FROM stream WHERE id = NEW.stream_id AND generation = NEW.generation AND next_seq >= NEW.seq_first)
 AND NOT EXISTS (SELECT 1 FROM spool_page WHERE stream_id = NEW.stream_id AND generation = NEW.generation
                                            AND seq_first < NEW.seq_first AND seq_first + records = NEW.seq_first)
BEGIN SELECT RAISE(ABORT, 'a spooled page does not follow the last one of its stream'); END;

CREATE TRIGGER spool_counts AFTER INSERT ON spool_page
BEGIN
    UPDATE run SET rows_read = rows_read + NEW.records, rows_pending = rows_pending + NEW.records
     WHERE id = NEW.run_id;
END;

CREATE TRIGGER spool_page_stays BEFORE DELETE ON spool_page WHEN OLD.delivered_at IS NULL
BEGIN SELECT RAISE(ABORT, 'a page whose rows are not accounted for is never removed'); END;

CREATE TABLE manifest (
    id     INTEGER PRIMARY KEY,
    uuid   TEXT NOT NULL UNIQUE,
    job_id INTEGER NOT NULL REFERENCES job (id),
    hash   TEXT NOT NULL,                 -- of the selection and the revision: two clicks are one compensation
    run_id INTEGER REFERENCES run (id),
    state  TEXT NOT NULL CHECK (state IN ('open', 'done', 'stopped')),
    selection TEXT NOT NULL,              -- JSON
    at     INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX manifest_open_once ON manifest (job_id, hash) WHERE state = 'open';

CREATE TABLE manifest_item (
    manifest_id  INTEGER NOT NULL REFERENCES manifest (id),
    exception_id INTEGER NOT NULL REFERENCES exception_row (id),
    state        TEXT NOT NULL CHECK (state IN ('open', 'delivered', 'already', 'fails', 'blocked')),
    PRIMARY KEY (manifest_id, exception_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE reconciliation (
    id       INTEGER PRIMARY KEY,
    job_id   INTEGER NOT NULL REFERENCES job (id),
    depth    TEXT NOT NULL CHECK (depth IN ('count', 'keys', 'values')),
    at       INTEGER NOT NULL,
    seconds  REAL NOT NULL,
    rows_source INTEGER NOT NULL, rows_target INTEGER NOT NULL,
    same     INTEGER NOT NULL, missing INTEGER NOT NULL, extra INTEGER NOT NULL, different INTEGER NOT NULL,
    not_comparable INTEGER NOT NULL, explained INTEGER NOT NULL, unexplained INTEGER NOT NULL
) STRICT;

CREATE TABLE difference (
    reconciliation_id INTEGER NOT NULL REFERENCES reconciliation (id),
    number      INTEGER NOT NULL,
    kind        TEXT NOT NULL CHECK (kind IN ('missing', 'extra', 'different')),
    natural_key TEXT NOT NULL,
    fields      TEXT NOT NULL,            -- names of the fields that differ
    explanation TEXT NOT NULL,            -- empty: unexplained
    PRIMARY KEY (reconciliation_id, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE event (
    id     INTEGER PRIMARY KEY,
    at     INTEGER NOT NULL,
    job_id INTEGER REFERENCES job (id),
    run_id INTEGER REFERENCES run (id),
    code   TEXT NOT NULL,                 -- "run.started", "target.went.back", …
    detail TEXT NOT NULL
) STRICT;
CREATE INDEX event_by_run ON event (run_id, id);

CREATE TABLE audit (
    id     INTEGER PRIMARY KEY,
    at     INTEGER NOT NULL,
    who    TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL
) STRICT;
