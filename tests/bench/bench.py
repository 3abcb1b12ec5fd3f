#!/usr/bin/env python3
"""Measures Weir against the databases' own loaders, one after the other in each round; see docs/PERFORMANCE.md.

A target that does not hold exactly what was generated, or a run of Weir that does not balance, is a failure.
"""
import argparse
import json
import os
import platform
import signal
import statistics
import sys
from contextlib import ExitStack

from measure import measure
from servers import PageServer, PostgreSql
from workloads import ALL, PAGES, PER_PAGE, Bench

RSS_MAX_MB = 160


def arguments():
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    parser = argparse.ArgumentParser(prog="./bench.sh", description=__doc__)
    parser.add_argument("workloads", nargs="*", metavar="W", help="of %s; all unless named" % ", ".join(ALL))
    parser.add_argument("--rounds", type=int, default=3, help="runs of each side (default 3)")
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows of W1, W3, W4 (default 1,000,000)")
    parser.add_argument("--json", metavar="FILE", help="every single run, for scripts")
    parser.add_argument("--no-floor", action="store_true", help="run Weir alone")
    parser.add_argument("--weir", default=root + "/build/release/app/weir", help="program to measure")
    parser.add_argument("--folder", default=root + "/build/bench", help="for data and targets")
    chosen = parser.parse_args()
    unknown = [name for name in chosen.workloads if name not in ALL]
    if unknown:
        parser.error("no workload %s; there are %s" % (", ".join(unknown), ", ".join(ALL)))
    return chosen


def balance_problems(log, rows):
    with open(log, encoding="utf-8") as file:
        text = file.read()
    try:
        told = json.loads(text)
    except ValueError:
        return ["no JSON on standard output: " + text[:200]]
    wrong = [name for name, want in (("read", rows), ("delivered", rows), ("quarantined", 0), ("balanced", True))
             if told.get(name) != want]
    return ["weir says %s %s" % (name, told.get(name)) for name in wrong]


def run_side(bench, name, workload, side, command):
    workload.reset(side)
    os.sync()
    server = bench.postgresql if workload.uses_postgresql else None
    log = "%s/%s-%s.log" % (bench.folder, name, side)
    run = measure(command, log, server.pid if server else None, server.environment if server else None)
    problems = []
    if run["exit"]:
        with open(log + ".err", encoding="utf-8", errors="replace") as file:
            problems.append("exit code %d: %s" % (run["exit"], file.read()[:400]))
    elif workload.rows:
        if side == "weir":
            problems += balance_problems(log, workload.rows)
        problems += workload.problems(side == "weir" or workload.floor_keeps_nulls)
    run.update(workload=name, side=side, rows=workload.rows, problems=problems)
    print("%-5s %-6s wall %7.3f  cpu %6.2f  server %6.2f  rss %6.1f MB  %s" % (
        name, side, run["wall"], run["cpu"], run["serverCpu"], run["rss"], "; ".join(problems) or "ok"),
        file=sys.stderr, flush=True)
    return run


def row(name, floors, weirs):
    """One line of the table; minimum and median of wall time, least CPU of the tool and of the server."""
    kind, best = ALL[name], min(run["wall"] for run in weirs)
    ratio = min(run["wall"] for run in floors) / best if floors else None
    rss = max(run["rss"] for run in weirs)
    is_met = (ratio is None or kind.goal is None or ratio >= kind.goal) and rss <= RSS_MAX_MB and (
        kind.goal_seconds is None or best <= kind.goal_seconds)

    def walls(runs):
        times = [run["wall"] for run in runs]
        return "%.3f / %.3f" % (min(times), statistics.median(times)) if times else "–"

    def seconds(runs):
        return "%.2f + %.2f" % (min(run["cpu"] for run in runs), min(run["serverCpu"] for run in runs)) if runs else "–"

    verdict = "wrong" if any(run["problems"] for run in floors + weirs) else "met" if is_met else "missed"
    return [name, kind.title, walls(floors), walls(weirs), seconds(floors), seconds(weirs),
            "{:,.0f}".format(weirs[0]["rows"] / best) if weirs[0]["rows"] else "–", "%.0f" % rss,
            "%.2f" % ratio if ratio else "–",
            "≤ %g s" % kind.goal_seconds if kind.goal_seconds else "≥ %g" % kind.goal, verdict]


def table(runs):
    lines = [["#", "work · floor", "floor s, min / median", "Weir s, min / median", "floor CPU s, tool + server",
              "Weir CPU s", "rows/s", "RSS MB", "floor ÷ Weir", "asked", ""], ["---"] * 11]
    for name in dict.fromkeys(run["workload"] for run in runs):
        lines.append(row(name, *([run for run in runs if run["workload"] == name and run["side"] == side]
                                 for side in ("floor", "weir"))))
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def main():
    chosen = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the servers are stopped
    names = chosen.workloads or list(ALL)
    os.makedirs(chosen.folder, exist_ok=True)
    bench, runs = Bench(os.path.abspath(chosen.folder), os.path.abspath(chosen.weir), chosen.rows), []
    with ExitStack() as stack:
        workloads = {name: ALL[name](bench) for name in names}
        if any(workload.uses_postgresql for workload in workloads.values()):
            bench.postgresql = stack.enter_context(PostgreSql())
        if "W6" in workloads:
            bench.pages = stack.enter_context(PageServer(PAGES, PER_PAGE))
        for workload in workloads.values():
            workload.prepare()
        for _ in range(chosen.rounds):
            for name, workload in workloads.items():
                if workload.floor() and not chosen.no_floor:
                    runs.append(run_side(bench, name, workload, "floor", workload.floor()))
                runs.append(run_side(bench, name, workload, "weir", workload.run()))
        for workload in workloads.values():
            workload.reset("weir")
    print(table(runs))
    if chosen.json:
        with open(chosen.json, "w", encoding="utf-8") as file:
            json.dump({"machine": platform.platform(), "processors": os.cpu_count(), "runs": runs}, file, indent=1)
    return 1 if any(run["problems"] for run in runs) else 0


if __name__ == "__main__":
    sys.exit(main())
