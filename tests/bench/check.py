"""Compares what a target holds with what was generated: counts, sums, lengths, and whole rows at fixed places."""
import json
import sqlite3

POSTGRESQL = {
    "cents": "sum(amount * 100)::bigint", "length": "char_length", "gifts": "count(*) filter (where is_gift)",
    "row": "order_id, order_no, customer, status, currency, amount, quantity, unit_price, is_gift::int, "
           "to_char(created_at, 'YYYY-MM-DD HH24:MI:SS.MS'), "
           "to_char(updated_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS'), coalesce(note, '\x02')"}
SQLITE = {
    "cents": "sum(cast(round(amount * 100) as integer))", "length": "length",
    "gifts": "sum(is_gift in (1, '1', 'true'))",
    "row": "order_id, order_no, customer, status, currency, amount, quantity, unit_price, is_gift in (1, '1', 'true'), "
           "substr(created_at, 1, 23), strftime('%Y-%m-%d %H:%M:%S', updated_at), note"}


def _queries(dialect, table, samples):
    length = dialect["length"]
    return ["select count(*), sum(order_id), {cents}, sum(quantity), sum({length}(customer)), "
            "count(nullif(note, '')), sum({length}(coalesce(note, ''))), {gifts} from {table}".format(
                cents=dialect["cents"], gifts=dialect["gifts"], length=length, table=table),
            "select {row} from {table} where order_id in ({ids}) order by order_id".format(
                row=dialect["row"], table=table, ids=",".join(sample[0] for sample in samples))]


def _compare(expected, sums, rows, keeps_nulls):
    problems = ["%s is %s, not %s" % (name, got, want)
                for (name, want), got in zip(expected["sums"].items(), sums) if int(got or 0) != want]
    for want, got in zip(expected["samples"], rows):
        if not keeps_nulls:
            want, got = [value or "" for value in want], [value or "" for value in got]
        if got != want:
            problems.append("row %s is %s, not %s" % (want[0], got, want))
            break
    if len(rows) != len(expected["samples"]):
        problems.append("%d of %d sampled rows are there" % (len(rows), len(expected["samples"])))
    return problems


def expectation(csv_path):
    with open(csv_path[:-4] + ".json", encoding="utf-8") as file:
        return json.load(file)


def in_postgresql(server, table, expected, keeps_nulls=True):
    sums, rows = _queries(POSTGRESQL, table, expected["samples"])
    got = [line.split("\x1f") for line in server.sql("tgt", sums).strip("\n\x1e").split("\x1e")][0]
    lines = server.sql("tgt", rows).rstrip("\n").split("\x1e")
    return _compare(expected, got, [[None if value == "\x02" else value for value in line.split("\x1f")]
                                    for line in lines], keeps_nulls)


def in_sqlite(path, table, expected, keeps_nulls=True):
    database = sqlite3.connect("file:%s?mode=ro" % path, uri=True)
    sums, rows = _queries(SQLITE, table, expected["samples"])
    got = database.execute(sums).fetchone()
    found = [[value if value is None else repr(value) if isinstance(value, float) else str(value) for value in row]
             for row in database.execute(rows)]
    database.close()
    return _compare(expected, got, found, keeps_nulls)
