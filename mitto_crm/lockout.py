"""Whose wrong passwords are counted together."""

from contextlib import suppress
from ipaddress import ip_address

from django.http import HttpRequest

from callbacks.guard import address_of


def client_ip(request: HttpRequest) -> str | None:
    """The address in front of our own proxies: behind them everybody would lock everybody out.

    A proxy that writes no plain address is counted itself; nothing else fits the column.
    """
    for found in (address_of(request.META), request.META.get("REMOTE_ADDR", "")):
        with suppress(ValueError):
            return str(ip_address(found))
    return None
