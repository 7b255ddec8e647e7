"""Leave a line in the audit trail."""

from typing import Any

from configuration.models import AuditEntry

What = AuditEntry.What


def record(what: str, *, by: Any, detail: str = "") -> AuditEntry:
    """Note who did what. `detail` never holds a key, a token, a number or a text."""
    return AuditEntry.objects.create(what=what, by=by, by_name=by.get_username(), detail=detail[:255])
