"""A simulator on a free port, and an app that records what the simulator posts to it."""

import asyncio
import json
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from aiohttp import web

from simulator.options import Options
from simulator.server import make_app

PHONE = "+447700901234"
QUICK = {"report_delays": (0.0, 0.05, 0.1), "retry_delays": (0.05, 0.05)}


def wait_until(is_so: Callable[[], Any], *, seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.005)


class RecordingApp:
    """Answers every callback with 200, after the answers listed first."""

    def __init__(self) -> None:
        self.received: list[dict[str, Any]] = []
        self.answers: deque[int] = deque()
        recorder = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                recorder.record(self.command, self.path, body)
                self.send_response(recorder.answers.popleft() if recorder.answers else 200)
                self.end_headers()

            do_GET = do_POST

            def log_message(self, *arguments: object) -> None: ...

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.callback = f"http://127.0.0.1:{self._server.server_port}/callbacks/mitto/token/"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}).start()

    def record(self, method: str, path: str, body: bytes) -> None:
        parts = urlsplit(path)
        fields = json.loads(body) if body else dict(parse_qsl(parts.query))
        self.received.append({"method": method, "path": parts.path, "fields": fields})

    def fields(self, count: int) -> list[dict[str, str]]:
        """The first `count` things posted, once they are there."""
        wait_until(lambda: len(self.received) >= count)
        return [event["fields"] for event in self.received]

    def statuses(self, count: int) -> list[str]:
        return [fields["status"] for fields in self.fields(count)]

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class RunningSimulator:
    def __init__(self, callback: str, **options: Any) -> None:
        self._callback = callback
        self._loop = asyncio.new_event_loop()
        self._stopping = asyncio.Event()
        started = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(started, Options(**QUICK | options)))
        self._thread.start()
        started.wait(5)

    def send(self, path: str = "/sms.json", *, key: str = "a-key", **changes: Any) -> requests.Response:
        """Send one text; a field given as None is left out."""
        body = {"from": "MITTO", "to": PHONE, "text": "Hello", "reference": "ref-1", "callback": self._callback}
        body |= changes
        body = {name: value for name, value in body.items() if value is not None}
        return requests.post(self.url + path, json=body, headers={"X-Mitto-API-Key": key}, timeout=5)

    def control(self, path: str, **body: Any) -> requests.Response:
        return requests.post(f"{self.url}/control/{path}", json=body, timeout=5)

    def get(self, path: str) -> Any:
        return requests.get(self.url + path, timeout=5).json()

    def settle(self) -> None:
        """Until nothing is left to be posted."""
        wait_until(lambda: self.get("/control/counts")["under_way"] == 0)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join(5)

    def _run(self, started: threading.Event, options: Options) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._serve(started, options))

    async def _serve(self, started: threading.Event, options: Options) -> None:
        runner = web.AppRunner(make_app(options), access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.url = site.name
        started.set()
        await self._stopping.wait()
        await runner.cleanup()


@pytest.fixture
def app() -> Iterator[RecordingApp]:
    app = RecordingApp()
    yield app
    app.stop()


@pytest.fixture
def start_simulator(app: RecordingApp) -> Iterator[Callable[..., RunningSimulator]]:
    running: list[RunningSimulator] = []

    def start(**options: Any) -> RunningSimulator:
        running.append(RunningSimulator(app.callback, **options))
        return running[-1]

    yield start
    for simulator in running:
        simulator.stop()


@pytest.fixture
def simulator(start_simulator: Callable[..., RunningSimulator]) -> RunningSimulator:
    return start_simulator()


@pytest.fixture
def logged() -> Iterator[list[str]]:
    """What the simulator itself logs, before anyone masks it."""
    messages: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: messages.append(record.getMessage())
    logging.getLogger("simulator").addHandler(handler)
    yield messages
    logging.getLogger("simulator").removeHandler(handler)
