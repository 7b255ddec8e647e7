"""Encrypt every stored secret with the newest key."""

from typing import Any

from django.core.management import BaseCommand

from configuration.encryption import EncryptedTextField
from configuration.models import Configuration

SECRETS = [field.name for field in Configuration._meta.fields if isinstance(field, EncryptedTextField)]


class Command(BaseCommand):
    help = (
        "Encrypt the product key and the callback's secrets again with the first key of MITTO_ENCRYPTION_KEYS. Put the "
        "new key in front of the old one, run this, then remove the old one."
    )

    def handle(self, **options: Any) -> None:
        for setup in Configuration.objects.only(*SECRETS):
            setup.save(update_fields=SECRETS)
        self.stdout.write("All stored secrets are encrypted with the newest key. The older keys can be removed.")
