"""The workloads: how a target is emptied, what the floor runs, what Weir runs, how the target is checked.

The numbers are those of docs/PERFORMANCE.md. A floor is the database's own loader on the same data.
"""
import glob
import os
import shutil
import subprocess

import check
import datagen

TABLE_POSTGRESQL = (
    "create table orders(order_id bigint primary key, order_no text, customer text, status text, currency text, "
    "amount numeric(12,2), quantity int, unit_price double precision, is_gift boolean, created_at timestamp(3), "
    "updated_at timestamptz, note text)")
TABLE_SQLITE = (
    "create table orders(order_id integer primary key, order_no text, customer text, status text, currency text, "
    "amount text, quantity integer, unit_price real, is_gift integer, created_at text, updated_at text, note text)")
PAGES, PER_PAGE = 200, 1_000


class Bench:
    """What the workloads share: folders, servers, the program under test."""

    def __init__(self, folder, weir, rows):
        self.folder, self.weir, self.rows = folder, weir, rows
        self.workspace, self.database = folder + "/workspace", folder + "/target.db"
        self.postgresql = self.pages = None

    def csv(self, rows):
        return datagen.write_csv(self.folder + "/data", rows)

    def weir_copy(self, *places_and_flags):
        return [self.weir, "copy", *places_and_flags, "--json", "--quiet", "--workspace", self.workspace]


class Workload:
    """One row of the table. `goal`: the least ratio floor / Weir, or the longest time in seconds without a floor."""
    title, goal, goal_seconds, uses_postgresql, floor_keeps_nulls = "", None, None, False, True

    def __init__(self, bench):
        self.bench, self.rows = bench, bench.rows

    def prepare(self):
        """Once, before the first round."""
        self.csv = self.bench.csv(self.rows)
        self.expected = check.expectation(self.csv)

    def reset(self, side):
        """Before each run: an empty target, no workspace."""
        shutil.rmtree(self.bench.workspace, ignore_errors=True)

    def floor(self):
        return None

    def problems(self, keeps_nulls):
        return []


class _IntoPostgreSql(Workload):
    uses_postgresql = True

    def reset(self, side):
        super().reset(side)
        self.bench.postgresql.sql("tgt", "drop table if exists orders, weir_checkpoint, weir_skip cascade",
                                  TABLE_POSTGRESQL, "checkpoint")

    def problems(self, keeps_nulls):
        return check.in_postgresql(self.bench.postgresql, "orders", self.expected, keeps_nulls)


class CsvToPostgreSql(_IntoPostgreSql):
    title, goal = "CSV → PostgreSQL, append · `psql \\copy`", 1.0

    def floor(self):
        return ["psql", "-X", "-q", "-d", "tgt", "-c", "\\copy orders from '%s' csv header" % self.csv]

    def run(self):
        return self.bench.weir_copy(self.csv, self.bench.postgresql.url("tgt", "orders"), "--mode", "append",
                                    "--zone", "UTC")


class PostgreSqlToPostgreSql(_IntoPostgreSql):
    title, goal = "PostgreSQL → PostgreSQL, append · `COPY \\| COPY` binary", 0.7

    def prepare(self):
        super().prepare()
        self.bench.postgresql.sql("src", "drop table if exists orders", TABLE_POSTGRESQL,
                                  "\\copy orders from '%s' csv header" % self.csv, "vacuum analyze orders")

    def floor(self):
        return ("psql -X -q -d src -c 'copy orders to stdout binary' | "
                "psql -X -q -d tgt -c 'copy orders from stdin binary'")

    def run(self):
        server = self.bench.postgresql
        return self.bench.weir_copy(server.url("src", "orders"), server.url("tgt", "orders"), "--mode", "append")


class CsvToSqlite(Workload):
    title, goal, floor_keeps_nulls = "CSV → SQLite, primary key · `sqlite3 .import`", 1.4, False

    def reset(self, side):
        super().reset(side)
        for path in glob.glob(self.bench.database + "*"):
            os.remove(path)
        if side == "floor":  # Weir makes its table itself, typed
            subprocess.run(["sqlite3", self.bench.database, TABLE_SQLITE], check=True)

    def floor(self):
        return ["sqlite3", self.bench.database, ".import --csv --skip 1 %s orders" % self.csv]

    def run(self):
        return self.bench.weir_copy(self.csv, "sqlite:%s#orders" % self.bench.database, "--key", "order_id",
                                    "--mode", "append", "--zone", "UTC")

    def problems(self, keeps_nulls):
        return check.in_sqlite(self.bench.database, "orders", self.expected, keeps_nulls)


class PagesToPostgreSql(_IntoPostgreSql):
    title, goal = "200 JSON pages × 1,000 → PostgreSQL · fetch and `\\copy` side by side", 0.25

    def prepare(self):
        self.rows = PAGES * PER_PAGE
        super().prepare()

    def floor(self):
        pages = self.bench.pages.url + "?page=[1-%d]" % PAGES
        return "curl -s -o /dev/null '%s' & psql -X -q -d tgt -c \"\\copy orders from '%s' csv header\"; wait" % (
            pages, self.csv)

    def run(self):
        return self.bench.weir_copy(self.bench.pages.url, self.bench.postgresql.url("tgt", "orders"), "--mode",
                                    "append", "--zone", "UTC", "--records", "$.items", "--next", "$.next", "--allow-http")


class SmallCsvToSqlite(CsvToSqlite):
    title, goal, goal_seconds = "1,000-row CSV → SQLite, new workspace · `sqlite3 .import`", None, 0.2

    def prepare(self):
        self.rows = 1_000
        super().prepare()


class Help(Workload):
    title, goal_seconds = "`weir --help`", 0.03

    def prepare(self):
        self.rows = 0

    def run(self):
        return [self.bench.weir, "--help"]


ALL = {"W1": CsvToPostgreSql, "W3": PostgreSqlToPostgreSql, "W4": CsvToSqlite, "W6": PagesToPostgreSql,
       "W8": SmallCsvToSqlite, "help": Help}
