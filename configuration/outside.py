"""The one outside host this installation talks to, and whether an admin agreed to that."""

from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from configuration import audit
from configuration.models import Configuration


def gateway_host() -> str:
    """The only host that is ever called: Mitto's, or a stand-in on this machine."""
    return urlsplit(settings.MITTO_BASE_URL).hostname or ""


def is_on_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def is_gateway_approved() -> bool:
    """Whether texts may leave: an admin approved this very host, or nothing leaves the machine."""
    host = gateway_host()
    return is_on_this_machine(host) or Configuration.current().approved_gateway == host


def approve_gateway(*, by: Any) -> None:
    """Agree that numbers and texts go to the gateway's host."""
    setup = Configuration.current()
    setup.approved_gateway = gateway_host()
    setup.save(update_fields=["approved_gateway", "changed_at"])
    audit.record(audit.What.GATEWAY_APPROVED, by=by, detail=setup.approved_gateway)
