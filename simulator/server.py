"""Puts the pieces on one port of this machine and stops them when asked."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable, Collection

from aiohttp import web

from simulator import pages
from simulator.control import make_control
from simulator.faults import Fault
from simulator.network import NETWORK, Network
from simulator.options import Options
from simulator.sms_api import send

SEND_PATHS = ("/sms", "/sms.json", "/v2/sms.json", "/smsbulk", "/smsbulk.json", "/v2/smsbulk.json")
STOPS_WITHIN = 0.2


def make_app(options: Options, faults: Collection[Fault] = ()) -> web.Application:
    app = web.Application()
    network = app[NETWORK] = Network(options, faults)
    app.add_routes([web.post(path, send) for path in SEND_PATHS])
    app.add_routes(pages.routes)
    app.add_subapp("/control", make_control(network))
    app.cleanup_ctx.append(_run_network)
    return app


async def serve(app: web.Application, *, host: str, port: int, ready: Callable[[str], None]) -> None:
    """Until SIGTERM or SIGINT; `ready` is told the address, with the real port where port is 0."""
    stop = asyncio.Event()
    for signal_number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(signal_number, stop.set)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=STOPS_WITHIN)
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port, backlog=1024)
        await site.start()
        ready(site.name)
        await stop.wait()
    finally:
        await runner.cleanup()


async def _run_network(app: web.Application) -> AsyncIterator[None]:
    network = app[NETWORK]
    await network.start()
    yield
    await network.stop()
