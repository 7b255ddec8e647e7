"""The doctor: examine the whole chain and say what to do."""

from typing import Any

from django.core.management import BaseCommand

from mitto_crm import health


class Command(BaseCommand):
    help = "Check database, broker, workers, Setup, gateway and callback. Exits with 1 when something is wrong."
    requires_system_checks: list[str] = []

    def handle(self, **options: Any) -> None:
        findings = health.examine(health.ALL)
        for finding in findings:
            mark = self.style.SUCCESS("well ") if finding.is_well else self.style.ERROR("WRONG")
            self.stdout.write(f"{mark}  {finding.part:<10} {finding.sentence}")
        if not all(finding.is_well for finding in findings):
            raise SystemExit(1)
