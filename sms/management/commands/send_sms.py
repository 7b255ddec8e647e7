"""`manage.py send_sms`: one SMS from the command line."""

import time
from argparse import ArgumentParser
from itertools import chain
from typing import Any

from django.core.management import BaseCommand, CommandError

from crm.models import Contact, Lead
from sms.models import Sms
from sms.refusal import Refused
from sms.sending import send_sms
from sms.status import Status

LOOK_EVERY = 0.5  # seconds
PATIENCE = 60  # seconds


class Command(BaseCommand):
    help = "Send one SMS to a lead, a contact or a number, and print its id."

    def add_arguments(self, parser: ArgumentParser) -> None:
        receiver = parser.add_mutually_exclusive_group(required=True)
        receiver.add_argument("--lead", type=int, metavar="ID")
        receiver.add_argument("--contact", type=int, metavar="ID")
        receiver.add_argument("--to", default="", metavar="NUMBER", help="without a person, so without merge fields")
        words = parser.add_mutually_exclusive_group(required=True)
        words.add_argument("--text", help="with merge fields, as in 'Hello <%%=FirstName%%>'")
        words.add_argument("--template", metavar="NAME", help="send the text of this template")
        parser.add_argument("--sender", required=True, metavar="NAME", help="one of the default senders in Setup")
        parser.add_argument(
            "--wait",
            type=float,
            nargs="?",
            const=PATIENCE,
            metavar="SECONDS",
            help=f"wait until it is delivered, {PATIENCE} seconds unless told; anything else is an error",
        )

    def handle(self, **options: Any) -> None:
        try:
            sms = send_sms(
                lead=_record(Lead, options["lead"]),
                contact=_record(Contact, options["contact"]),
                text=options["text"] or "",
                **{name: options[name] for name in ("to", "template", "sender")},
            )
        except Refused as refused:
            raise CommandError(" ".join(chain.from_iterable(refused.fields.values()))) from None
        self.stdout.write(sms.number)
        if options["wait"] is not None:
            self.stdout.write(_wait(sms, options["wait"]))


def _record(model: type[Any], pk: int | None) -> Any:
    if pk is None:
        return None
    if record := model.objects.filter(pk=pk).first():
        return record
    raise CommandError(f"There is no {model._meta.verbose_name} with the id {pk}. Nothing was sent.")


def _wait(sms: Sms, seconds: float) -> str:
    """What became of it: "delivered", or an error that says what else."""
    until = time.monotonic() + seconds
    while not sms.has_ended and time.monotonic() < until:
        time.sleep(LOOK_EVERY)
        sms.refresh_from_db()
    if sms.status == Status.DELIVERED:
        return sms.status
    if sms.has_ended:
        raise CommandError(f"{sms.number} was not delivered: {sms.status}. {sms.error}".strip())
    raise CommandError(f"{sms.number} is not delivered yet: {sms.status}. Its page shows what becomes of it.")
