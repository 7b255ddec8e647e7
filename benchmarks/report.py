"""The results for people: a table for the terminal, and docs/performance.md with a chart."""

from typing import Any

Figures = dict[str, Any]

PAGE = """# Performance

Written by `make bench`. Every figure that is promised is a ratio of two figures of one run, each the median of three:
machines differ and are noisy, ratios much less so. Everything shares one machine: PostgreSQL, Redis, the gateway's
stand-in, the workers.

{machine}

## What is promised

{promises}

## Messages a second

From letting a broadcast of {size} messages go until every answer is recorded. *Usual* is one Celery task per message
with `get()`, `requests.post()` and two `save()`s; the *ceiling* is our HTTP client alone, with no database and no
Django.

```
{chart}
```

The number is that of processes of one Celery worker. The slow gateway answers after 100 ms; each process keeps 256
calls in the air.
"""
WIDTH = 50


def table(promises: list[Figures]) -> str:
    """A Markdown table, which reads well in a terminal too."""
    rows = [
        (each["what"], f"{each['value']:.3g}", each["bound"], "yes" if each["holds"] else "**no**") for each in promises
    ]
    head = ("what", "measured", "bound", "holds")
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(4)]
    lines = [head, tuple("-" * width for width in widths), *rows]
    return "\n".join(
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |" for line in lines
    )


def page(report: Figures) -> str:
    machine = "\n".join(f"- {what}: {value}" for what, value in report["machine"].items())
    return PAGE.format(
        machine=machine,
        promises=table(report["promises"]),
        size="20,000",
        chart=chart(speeds(report["figures"].get("engine", {"ours": {}}))),
    )


def speeds(engine: Figures) -> dict[str, float]:
    ours = {f"ours: {name}": run for name, run in engine["ours"].items()}
    others = {name: run for name, run in engine.items() if name != "ours" and isinstance(run, dict)}
    return {name: run["messages_per_second"] for name, run in (ours | others).items()}


def chart(figures: dict[str, float]) -> str:
    """Bars in proportion, the longest first."""
    most, width = max(figures.values(), default=1), max(map(len, figures), default=0)
    ranked = sorted(figures.items(), key=lambda item: -item[1])
    return "\n".join(f"{name:{width}} {speed:>9,.0f} {'█' * round(speed / most * WIDTH)}" for name, speed in ranked)
