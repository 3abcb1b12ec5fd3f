-- Requests to targets that cannot be read back (classes D). An open one is durable before its first byte leaves and holds the
-- bytes that are sent again; one whose rows were all accepted is forgotten with the batch, one that was not stays, shortened.
CREATE TABLE dispatch (
    id         INTEGER PRIMARY KEY,
    stream_id  INTEGER NOT NULL REFERENCES stream (id),
    slot       INTEGER NOT NULL,          -- 0: of the stream; else the exceptional row that a compensation sends
    generation INTEGER NOT NULL,
    seq_first  INTEGER NOT NULL,
    seq_last   INTEGER NOT NULL,
    run_id     INTEGER NOT NULL REFERENCES run (id),
    rows       INTEGER NOT NULL,          -- of the range that the request holds
    at         INTEGER NOT NULL,          -- of the first try
    tries      INTEGER NOT NULL DEFAULT 1,
    idem_key   TEXT NOT NULL,
    hash       TEXT NOT NULL,
    what       TEXT NOT NULL,             -- "POST /orders"; no secrets
    state      TEXT NOT NULL CHECK (state IN ('open', 'rejected', 'unknown')),
    request    BLOB NOT NULL,
    response   TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE UNIQUE INDEX dispatch_open_once ON dispatch (stream_id, slot) WHERE state = 'open';
CREATE INDEX dispatch_by_seq ON dispatch (stream_id, generation, seq_last);
-- I10: a key stands for one request alone.
CREATE TRIGGER dispatch_key_stays BEFORE UPDATE OF idem_key, hash ON dispatch
WHEN NEW.idem_key <> OLD.idem_key OR NEW.hash <> OLD.hash
BEGIN SELECT RAISE(ABORT, 'a key stands for one request'); END;

-- A compensated row whose request got no answer is unknown again, not failed.
DROP TRIGGER exception_moves_legally;
CREATE TRIGGER exception_moves_legally BEFORE UPDATE OF state ON exception_row
WHEN NEW.state <> OLD.state AND NOT (
       (OLD.state = 'provisional' AND NEW.state IN ('quarantined', 'unknown', 'void'))
    OR (OLD.state = 'quarantined' AND NEW.state IN ('released', 'discarded'))
    OR (OLD.state = 'released'    AND NEW.state IN ('delivered', 'quarantined', 'unknown'))
    OR (OLD.state = 'unknown'     AND NEW.state IN ('delivered', 'released', 'discarded'))
    OR ((NEW.state = 'void' OR (OLD.state = 'delivered' AND NEW.state = 'quarantined'))
        AND EXISTS (SELECT 1 FROM incident WHERE stream_id = OLD.stream_id AND generation = OLD.generation
                    AND is_open = 1 AND (NEW.state = 'quarantined' OR OLD.seq BETWEEN seq_from AND seq_to))))
BEGIN SELECT RAISE(ABORT, 'illegal transition of an exception'); END;
