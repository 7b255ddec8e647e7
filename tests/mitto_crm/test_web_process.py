"""The web process: measured as the README starts it, and spared from looking for garbage in its code."""

import subprocess
import sys
from pathlib import Path

from benchmarks import callbacks

README = Path(__file__).resolve().parents[2] / "README.md"
ASK = "import gc; import mitto_crm.wsgi; print(gc.get_freeze_count() > 100_000, gc.get_threshold()[0] >= 10_000)"


def test_it_never_collects_what_it_imported() -> None:
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", ASK], capture_output=True, text=True, check=True)

    assert done.stdout.split() == ["True", "True"]


def test_what_is_measured_is_what_the_readme_says() -> None:
    [command] = [line for line in README.read_text().splitlines() if "granian --interface" in line]

    for started in (command, callbacks.GRANIAN):
        assert "--blocking-threads 8" in started
        assert "--workers 2" not in started
