"""The machine a result belongs to, and the versions it was measured with."""

import os
import platform
import re
import subprocess
from importlib.metadata import version
from pathlib import Path

PACKAGES = ("django", "celery", "aiohttp", "psycopg", "granian")


def describe() -> dict[str, str]:
    found = re.search(r"model name\s*:\s*(.+)", read("/proc/cpuinfo"))
    memory = re.search(r"MemTotal:\s*(\d+) kB", read("/proc/meminfo"))
    return {
        "processors": f"{os.cpu_count()} × {found[1] if found else platform.processor()}",
        "memory": f"{int(memory[1]) / 2**20:.0f} GiB" if memory else "unknown",
        "system": f"{platform.system()}, Python {platform.python_version()}",
        "packages": ", ".join(f"{name} {version(name)}" for name in PACKAGES),
        "servers": ", ".join(filter(None, (said("psql", "--version"), said("redis-server", "--version")))),
    }


def read(path: str) -> str:
    return Path(path).read_text() if Path(path).exists() else ""


def said(*command: str) -> str:
    """The program's name and version number."""
    try:
        output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    except OSError:
        return ""
    found = re.search(r"\d+(\.\d+)+", output)
    names = {"psql": "PostgreSQL", "redis-server": "Redis"}
    return f"{names[command[0]]} {found[0]}" if found else ""
