"""Every measurement in turn: ``make bench`` in about 15 minutes, ``make bench QUICK=1`` in about two.

Prints a table; writes `benchmarks/results.json` and, from a full run, docs/performance.md.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.machine import describe
from benchmarks.promises import judge
from benchmarks.report import page, table
from benchmarks.servers import Servers, servers

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results.json"
WINDOW_PER_SECOND = 256 / 0.1  # calls a second that one process can have answered by the slow gateway

Figures = dict[str, Any]


class Bench:
    """Runs measurements on servers that are up; each sees a fresh database."""

    def __init__(self, running: Servers, *, is_quick: bool) -> None:
        self.servers, self.is_quick = running, is_quick
        self.runs = 1 if is_quick else 3

    def size(self, full: int, quick: int) -> str:
        return str(quick if self.is_quick else full)

    def median(
        self, what: str, *arguments: str, database: str = "postgres", gateway: str = "fast", **env: str
    ) -> Figures:
        """Run one measurement several times; the median of each figure."""
        results = [self.once(what, *arguments, database=database, gateway=gateway, **env) for _ in range(self.runs)]
        return {name: median(result[name] for result in results) for name in results[0]}

    def once(
        self, what: str, *arguments: str, database: str = "postgres", gateway: str = "fast", **env: str
    ) -> Figures:
        command = [sys.executable, "-m", f"benchmarks.{what}", *arguments]
        environment = self.servers.environment(database, gateway) | env
        done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, check=True, text=True)
        result: Figures = json.loads(done.stdout)
        print(f"{what} {' '.join(arguments)} ({database}, {gateway})", result, sep="\n  ", flush=True)
        return result


def engine(bench: Bench) -> Figures:
    """Ours, the usual way and the ceiling, at once and with a slow gateway."""
    many, few = bench.size(20_000, 5000), bench.size(2000, 500)
    ours: dict[str, Figures] = {}
    for database in ("postgres", "sqlite"):
        for processes in ("1", "2"):
            for gateway in ("fast", "slow"):
                name = f"{database}, {processes}, {gateway}"
                ours[name] = bench.median("engine", many, processes, database=database, gateway=gateway)
        ours[f"{database}, 2, bulk"] = bench.median("engine", many, "2", "bulk", database=database, gateway="bulk")
    return {
        "ours": ours,
        "usual, postgres": bench.median("usual", few),
        "usual, postgres, connections kept": bench.median("usual", few, DB_REUSE_MAX="1000000"),
        "usual, sqlite": bench.median("usual", few, database="sqlite"),
        "ceiling": bench.median("ceiling", many, "2"),
        "threads, slow": bench.median("threads", bench.size(3000, 1000), "2", gateway="slow"),
        "window, slow": 2 * WINDOW_PER_SECOND,
    }


def long_run(bench: Bench) -> Figures:
    """Many messages at a stretch: is the wire ever idle, does memory grow?"""
    return {
        "short": bench.once("engine", bench.size(20_000, 5000), "2"),
        "long": bench.once("engine", bench.size(200_000, 20_000), "2"),
        "watched": bench.once("engine", bench.size(100_000, 10_000), "2", "watched", gateway="watched"),
    }


def callbacks(bench: Bench) -> Figures:
    return bench.once("callbacks", *(("20000", "50000", "5000") if bench.is_quick else ()))


def campaigns(bench: Bench) -> Figures:
    sizes = ("100", "1000", "10000") if bench.is_quick else ()
    return bench.once("campaigns", *sizes, DJANGO_SETTINGS_MODULE="tests.settings")


def pages(bench: Bench) -> Figures:
    sizes = ("1000", "10000") if bench.is_quick else ()
    return bench.once("pages", *sizes, DJANGO_SETTINGS_MODULE="tests.settings")


def fairness(bench: Bench) -> Figures:
    return bench.once("fairness", bench.size(100_000, 20_000), gateway="watched")


SECTIONS: dict[str, Callable[[Bench], Figures]] = {
    "engine": engine,
    "endurance": long_run,
    "fairness": fairness,
    "campaigns": campaigns,
    "callbacks": callbacks,
    "pages": pages,
}


def main(wanted: list[str]) -> None:
    """Measure the wanted sections, or all; what is known of the others from an earlier run stays."""
    is_quick = bool(os.environ.get("QUICK"))
    with servers() as running:
        bench = Bench(running, is_quick=is_quick)
        for name in wanted or SECTIONS:
            figures = SECTIONS[name](bench)
            print(table(judge({name: figures})), flush=True)
            if not is_quick:
                keep(name, figures)


def keep(name: str, figures: Figures) -> None:
    """A section that is measured is written down at once: the next one may be interrupted."""
    known = json.loads(RESULTS.read_text())["figures"] if RESULTS.exists() else {}
    known = {
        section: figures if section == name else known[section] for section in SECTIONS if section in {*known, name}
    }
    report = {"machine": describe(), "promises": judge(known), "figures": known}
    RESULTS.write_text(json.dumps(report, indent=2) + "\n")
    (ROOT / "docs" / "performance.md").write_text(page(report))


if __name__ == "__main__":
    main(sys.argv[1:])
