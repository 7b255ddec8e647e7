"""`manage.py simulator`: Mitto's SMS API on this machine."""

import asyncio
import ipaddress
from argparse import ArgumentParser, ArgumentTypeError, RawDescriptionHelpFormatter
from dataclasses import fields
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from simulator.faults import ANSWER_FAULTS, ENDINGS, REPORT_FAULTS, BadFault, Fault, parse_fault
from simulator.options import Options
from simulator.presets import PRESETS
from simulator.server import make_app, serve


def _listed(entries: dict[str, str]) -> str:
    return "\n".join(f"  {name:18} {says}" for name, says in entries.items())


EPILOG = f"""\
Numbers that end in these digits always misbehave:
{_listed(ENDINGS)}

Misbehaviour of answers:
{_listed(ANSWER_FAULTS)}

Misbehaviour of delivery reports:
{_listed(REPORT_FAULTS)}

--misbehave takes one of these and then, separated by commas, any of:
  to=NUMBER          only for texts to this number (default: for all)
  times=N            this often (default: until cleared)
  seconds=S          wait before answering
  retry_after=VALUE  for 429: the header's value
  code=N             for refuse: Mitto's response code
  accept=yes         the text is accepted although the answer does not say so

  --misbehave 429,times=3,retry_after=2 --misbehave hang,to=+447700901234,accept=yes

While it runs, with JSON:
  POST   /control/misbehave   {{"fault": "500", "to": "+447700901234", "times": 2}}
  DELETE /control/misbehave   stop misbehaving; /control/misbehave/ID ends one
  POST   /control/reply       {{"from": "+447700901234", "text": "STOP", "to": sender}};
                              without "to" it answers the phone's last text
  POST   /control/report      {{"id" or "reference": …, "status": "EXPIRED"}};
                              also "errorcode" and "callback"
  POST   /control/reset       forget every message and misbehaviour
  GET    /control/state       settings, misbehaviour and counts
  GET    /control/counts      calls, accepted, refused, replies, posts_answered,
                              posts_given_up, under_way
  GET    /control/messages    what was received, newest first:
                              ?to=NUMBER&reference=REFERENCE&limit=N
"""


class Command(BaseCommand):
    help = (
        "A stand-in for rest.mittoapi.com. It accepts sends, posts delivery reports and replies to "
        "callback addresses on this machine, and shows every phone on a page.\n"
        "Nothing leaves this machine."
    )
    requires_system_checks: list[str] = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        kwargs |= {"formatter_class": RawDescriptionHelpFormatter, "epilog": EPILOG}
        return super().create_parser(prog_name, subcommand, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        add, default = parser.add_argument, Options()
        add("--host", type=_loopback, default="127.0.0.1", help="a loopback address")
        add("--port", type=int, default=8001, help="0 picks a free one (default: 8001)")
        add("--key", default="", help="the only product key accepted (default: any)")
        add("--callback-preset", choices=PRESETS, default="json", help="layout of what is posted")
        add("--report-delays", type=_delays, default=default.report_delays, metavar="0.3,0.8,1.5")
        add("--retry-delays", type=_seconds, default=default.retry_delays, metavar="1,3,9,27")
        add("--latency-ms", type=float, default=0, metavar="N", help="wait before every answer")
        add("--refuses-with-400", action="store_true", help="HTTP 400, not 200, with response codes")
        add("--longest-numeric-sender", type=int, default=default.longest_numeric_sender, metavar="N")
        add("--most-recipients", type=int, default=default.most_recipients, metavar="N", help="of a bulk call")
        add("--misbehave", type=_fault, action="append", default=[], metavar="FAULT,…", help="see below")

    def handle(self, *, host: str, port: int, misbehave: list[Fault], **given: Any) -> None:
        names = {field.name for field in fields(Options)} & given.keys()
        options = Options(latency=given["latency_ms"] / 1000, **{name: given[name] for name in names})
        app = make_app(options, misbehave)
        try:
            asyncio.run(serve(app, host=host, port=port, ready=self._say_ready))
        except OSError as error:
            raise CommandError(f"Cannot listen on {host}, port {port}. Is it taken? Try --port 0.") from error

    def _say_ready(self, address: str) -> None:
        self.stdout.write(f"Mitto simulator on {address}/ (nothing leaves this machine)")
        self.stdout.flush()


def _loopback(host: str) -> str:
    try:
        is_loopback = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        is_loopback = False
    if not is_loopback:
        raise ArgumentTypeError("the simulator listens on this machine only; use 127.0.0.1")
    return host


def _seconds(argument: str) -> tuple[float, ...]:
    try:
        return tuple(float(part) for part in argument.split(",") if part)
    except ValueError as error:
        raise ArgumentTypeError("use seconds separated by commas, as in 1,3,9") from error


def _delays(argument: str) -> tuple[float, ...]:
    delays = _seconds(argument)
    if len(delays) != 3 or sorted(delays) != list(delays):
        raise ArgumentTypeError("use three growing times in seconds, as in 0.3,0.8,1.5")
    return delays


def _fault(argument: str) -> Fault:
    try:
        return parse_fault(argument)
    except BadFault as error:
        raise ArgumentTypeError(str(error)) from error
