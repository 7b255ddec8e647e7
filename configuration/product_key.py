"""The product key: replaced and revealed by people who may, and each time on record."""

from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from configuration import audit
from configuration.models import Configuration


@transaction.atomic
def replace_product_key(key: str, *, by: Any) -> None:
    """Store a new key. Sending that a refused key paused goes on by itself."""
    setup = Configuration.current()
    setup.refresh_from_db()  # its history is to show this change and no older value
    setup.product_key = key
    setup.key_changed_at = Now()
    setup.save(update_fields=["product_key", "key_changed_at", "changed_at"])
    audit.record(audit.What.KEY_CHANGED, by=by)


def reveal_product_key(*, by: Any) -> str:
    """The stored key; the permission is the caller's to check."""
    audit.record(audit.What.KEY_REVEALED, by=by)
    return str(Configuration.current().product_key)
