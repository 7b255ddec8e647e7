import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import requests
from django.core.management import CommandError, call_command

from simulator.faults import ANSWER_FAULTS, ENDINGS, REPORT_FAULTS

ALONE = """
import sys
from django.conf import settings
from django.core.management import execute_from_command_line
settings.configure(INSTALLED_APPS=["simulator"])
execute_from_command_line(["manage.py", "simulator", *sys.argv[1:]])
"""


@contextmanager
def running(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The command in a project that has nothing but the simulator, and the address it printed."""
    command = [sys.executable, "-c", ALONE, "--port", "0", *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        line = process.stdout.readline()
        yield process, re.search(r"http://127\.0\.0\.1:[1-9]\d*", line)[0]
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_prints_its_address_and_stops_quickly_when_asked(how):
    with running() as (process, address):
        assert requests.get(address + "/livez", timeout=5).text == "ok"
        begun = time.monotonic()
        process.send_signal(how)
        rest, errors = process.communicate(timeout=5)

    assert (process.returncode, rest, errors) == (0, "", "")
    assert time.monotonic() - begun < 2


def test_it_stops_quickly_while_requests_hang():
    with running("--misbehave", "hang") as (process, address):
        body = {"from": "MITTO", "to": "+447700901234", "text": "Hello"}
        with pytest.raises(requests.ReadTimeout):
            requests.post(address + "/sms", json=body, headers={"X-Mitto-API-Key": "k"}, timeout=0.2)
        process.terminate()
        assert process.wait(timeout=2) == 0


def test_its_options_reach_the_simulator():
    options = ["--key", "k", "--callback-preset", "query", "--report-delays", "1,2,3", "--retry-delays", "4"]
    more = ["--latency-ms", "50", "--refuses-with-400", "--misbehave", "429,times=2", "--misbehave", "hang"]
    with running(*options, *more) as (_, address):
        state = requests.get(address + "/control/state", timeout=5).json()
        refusal = requests.post(address + "/sms", json={}, headers={"X-Mitto-API-Key": "other"}, timeout=5)

    assert refusal.status_code == 401
    assert state["options"]["callback_preset"] == "query"
    assert state["options"]["report_delays"] == [1, 2, 3]
    assert state["options"]["retry_delays"] == [4]
    assert (state["options"]["latency"], state["options"]["refuses_with_400"]) == (0.05, True)
    assert [(fault["fault"], fault["times"]) for fault in state["misbehaving"]] == [("429", 2), ("hang", None)]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--host", "0.0.0.0"], "this machine only"),
        (["--host", "example.com"], "this machine only"),
        (["--report-delays", "1,2"], "three growing times"),
        (["--retry-delays", "soon"], "seconds separated by commas"),
        (["--misbehave", "explode"], "Unknown fault"),
        (["--misbehave", "500,when=now"], "Unknown setting when"),
    ],
)
def test_a_wrong_option_is_explained(arguments, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("simulator", *arguments)


def test_a_taken_port_is_explained():
    with running() as (_, address):
        port = address.rpartition(":")[2]
        command = [sys.executable, "-c", ALONE, "--port", port]
        second = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)

    assert second.returncode == 1
    assert f"Cannot listen on 127.0.0.1, port {port}" in second.stderr


def test_help_documents_every_fault_and_ending(capsys):
    with pytest.raises(SystemExit):
        call_command("simulator", "--help")
    text = capsys.readouterr().out

    for documented in [*ANSWER_FAULTS, *REPORT_FAULTS, *ENDINGS, "/control/reply", "accept=yes"]:
        assert documented in text
