-- Results of reconciliations. Version 1 had made these two tables; nothing ever wrote to them.
DROP TABLE difference;
DROP TABLE reconciliation;

CREATE TABLE reconciliation (
    id          INTEGER PRIMARY KEY,
    job_id      INTEGER NOT NULL REFERENCES job (id),
    revision_id INTEGER NOT NULL REFERENCES revision (id), -- whose mapping the source went through
    depth       TEXT NOT NULL CHECK (depth IN ('count', 'keys', 'values')),
    at          INTEGER NOT NULL,
    seconds     REAL NOT NULL,
    rows_source INTEGER NOT NULL,         -- rows that should be in the target: without filtered and superseded ones
    rows_target INTEGER NOT NULL,
    rows_same   INTEGER NOT NULL, rows_missing INTEGER NOT NULL, rows_extra INTEGER NOT NULL,
    rows_different INTEGER NOT NULL, rows_not_comparable INTEGER NOT NULL,
    rows_filtered INTEGER NOT NULL, rows_superseded INTEGER NOT NULL,
    explained   INTEGER NOT NULL, unexplained INTEGER NOT NULL,
    differences_omitted INTEGER NOT NULL, -- found, counted above, not kept in `difference`
    CHECK (min(rows_source, rows_target, rows_same, rows_missing, rows_extra, rows_different, rows_not_comparable,
               rows_filtered, rows_superseded, explained, unexplained, differences_omitted) >= 0),
    CHECK (explained + unexplained = rows_missing + rows_extra + rows_different)
) STRICT;
CREATE INDEX reconciliation_by_job ON reconciliation (job_id, id);

CREATE TABLE difference (
    reconciliation_id INTEGER NOT NULL REFERENCES reconciliation (id),
    number      INTEGER NOT NULL,         -- 1, 2, … in order of key
    kind        TEXT NOT NULL CHECK (kind IN ('missing', 'extra', 'different', 'notComparable')),
    natural_key TEXT NOT NULL,
    fields      TEXT NOT NULL,            -- JSON: [{field, source, target}] of a row that differs by value
    explanation TEXT NOT NULL,            -- empty: unexplained
    PRIMARY KEY (reconciliation_id, number)
) STRICT, WITHOUT ROWID;
