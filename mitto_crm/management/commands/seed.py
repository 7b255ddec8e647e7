"""`manage.py seed`: demo data for an installation that is still empty, and as much more as a load test wants."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from crm.models import Campaign, Contact, Lead
from mitto_crm.seeding import demo, load
from mitto_crm.seeding.installation import LOGINS, PASSWORD
from sms.models import Sms

THIS_MACHINE = {"127.0.0.1", "localhost", "::1"}


class Command(BaseCommand):
    help = (
        "Fill an empty installation with demo data: three logins, leads, contacts, campaigns and a month of SMS. "
        "Where there is data already, nothing is changed. Nothing is sent."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="where there is data, add nothing at all")
        parser.add_argument("--leads", type=int, default=0, metavar="N", help="add leads until there are N")
        parser.add_argument("--members", type=int, default=0, metavar="N", help="add a campaign with N members")
        parser.add_argument("--sms", type=int, default=0, metavar="N", help="add delivered SMS until there are N")

    def handle(self, *args: Any, **options: Any) -> None:
        if urlsplit(settings.PUBLIC_URL).hostname not in THIS_MACHINE:
            raise CommandError(
                "Demo data comes with logins whose password everybody knows, and this installation can be reached "
                "from elsewhere (PUBLIC_URL). Nothing was added."
            )
        if demo.is_in_use():
            self.stdout.write("Data is already there; the demo data was not added.")
            if options["if_empty"]:
                return
        else:
            demo.make_demo_data()
            self._introduce()
        self._top_up(options)

    def _introduce(self) -> None:
        counts = [(Lead, "leads"), (Contact, "contacts"), (Campaign, "campaigns"), (Sms, "SMS")]
        made = ", ".join(f"{kind._default_manager.count():,} {name}" for kind, name in counts)
        self.stdout.write(f"Made demo data: {made}.")
        *others, last = LOGINS
        self.stdout.write(f"Log in as {', '.join(others)} or {last}; the password is {PASSWORD}.")

    def _top_up(self, options: dict[str, Any]) -> None:
        for option, top_up, name in (
            ("leads", load.top_up_leads, "leads"),
            ("members", load.fill_campaign, "campaign members"),
            ("sms", load.top_up_sms, "SMS"),
        ):
            if options[option]:
                self.stdout.write(f"Added {top_up(options[option]):,} {name}.")
