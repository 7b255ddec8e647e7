"""What the figures must show: each promise is a ratio of two figures of one run, and a bound."""

from collections.abc import Iterator
from typing import Any

Figures = dict[str, Any]


def judge(results: Figures) -> list[Figures]:
    """Every promise that was measured: what, the value, the bound and whether it holds."""
    return [
        {"section": section, "what": what, "value": value, "bound": bound, "holds": holds(value, bound)}
        for section, figures in results.items()
        for what, value, bound in PROMISES[section](figures)
    ]


def holds(value: float, bound: str) -> bool:
    sign, limit = bound.split()
    return value >= float(limit) if sign == "≥" else value <= float(limit)


Promise = tuple[str, float, str]


def of_engine(figures: Figures) -> Iterator[Promise]:
    ours = {name: run["messages_per_second"] for name, run in figures["ours"].items()}
    usual, kept, sqlite, ceiling, threads = (
        figures[name]["messages_per_second"]
        for name in (
            "usual, postgres",
            "usual, postgres, connections kept",
            "usual, sqlite",
            "ceiling",
            "threads, slow",
        )
    )
    best, slow, bulk = ours["postgres, 2, fast"], ours["postgres, 2, slow"], ours["postgres, 2, bulk"]
    statements = figures["ours"]["postgres, 2, fast"]["statements_per_message"]
    yield "PostgreSQL, 2 processes: times one task per message", best / usual, "≥ 40"
    yield "the same, times one task per message on kept connections", best / kept, "≥ 10"
    yield "the same, share of the ceiling (the HTTP client alone)", best / ceiling, "≥ 0.6"
    yield "statements per message", statements, "≤ 0.05"
    yield "gateway at 100 ms: times 16 threads per process", slow / threads, "≥ 8"
    yield "gateway at 100 ms: share of window / latency", slow / figures["window, slow"], "≥ 0.5"
    yield "/smsbulk: times one task per message", bulk / usual, "≥ 150"
    yield "SQLite, 2 processes: times one task per message on SQLite", ours["sqlite, 2, fast"] / sqlite, "≥ 20"


def of_long_run(figures: Figures) -> Iterator[Promise]:
    growth = figures["long"]["memory_mb"] / figures["short"]["memory_mb"]
    yield "memory of a worker after ten times the messages", growth, "≤ 1.1"
    yield "share of the time without a call in flight", figures["watched"]["idle_share"], "≤ 0.1"


def of_fairness(figures: Figures) -> Iterator[Promise]:
    yield "an agent's SMS during a large broadcast: times its idle time (p95)", figures["ratio"], "≤ 5"


def of_campaigns(figures: Figures) -> Iterator[Promise]:
    large = list(figures["sizes"].values())[-1]
    yield "campaign page: 100,000 members to 100", figures["campaign page, large to tiny"], "≤ 1.5"
    yield "pre-flight per member: 100,000 to 10,000", figures["preflight per member, large to small"], "≤ 1.5"
    yield "building per member: 100,000 to 10,000", figures["building per member, large to small"], "≤ 1.5"
    yield "building: times streamed bulk_create", large["building to bulk_create"], "≥ 2"
    yield "building: peak memory in MB", large["peak megabytes"], "≤ 200"
    yield "progress page: 100,000 SMS to 1,000", figures["progress page, large to tiny"], "≤ 1.5"


def of_callbacks(figures: Figures) -> Iterator[Promise]:
    yield "callbacks a second: times a plain Django view, both under granian", figures["rate, ours to plain"], "≥ 2.5"
    share = figures["p99, ours to gunicorn"]
    yield "p99 of 16 connections: share of the plain view's under gunicorn's default", share, "≤ 0.333"
    yield "a report among 1,000,000 SMS: times among 10,000", figures["report, many to few"], "≤ 1.5"
    yield "a reply among 1,000,000 SMS: times among 10,000", figures["reply, many to few"], "≤ 1.5"


def of_pages(figures: Figures) -> Iterator[Promise]:
    slowest = max(figures["pages"], key=lambda name: figures["pages"][name]["many to few"])
    ratio = figures["pages"][slowest]["many to few"]
    yield f"slowest page with 1,000,000 SMS ({slowest}): times with 100", ratio, "≤ 1.5"


PROMISES = {
    "engine": of_engine,
    "endurance": of_long_run,
    "fairness": of_fairness,
    "campaigns": of_campaigns,
    "callbacks": of_callbacks,
    "pages": of_pages,
}
