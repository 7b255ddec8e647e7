"""The guard: who comes in, and how often a stranger may try. A caller with the right token is never slowed down."""

import hmac
from collections.abc import Mapping
from datetime import timedelta
from enum import IntEnum
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import F, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Now

from callbacks import tokens
from callbacks.models import Stranger
from callbacks.spool import Request
from configuration.models import Configuration

MOST_TRIES = 20
WITHIN = timedelta(minutes=1)
FORGET_AFTER = timedelta(days=1)
# One household has this many addresses; whoever changes among them is the same stranger.
IPV6_PREFIX = 64


# What is read of Setup for every callback.
LOCKS = (
    *("callback_token", "previous_callback_token", "previous_token_until"),
    *("callback_networks", "callback_secret"),
)


_last_read: Configuration | None = None


class Admission(IntEnum):
    ADMITTED = 200
    STRANGER = 404
    TOO_MANY_TRIES = 429


def admit(request: Request) -> Admission:
    """Whether a request may come in: the token must be right, and what else Setup asks for must be there."""
    setup = _read_setup()
    if not tokens.matches(request.token, setup):
        return Admission.TOO_MANY_TRIES if _has_tried_too_often(request.address) else Admission.STRANGER
    return Admission.ADMITTED if _passes_locks(request, setup) else Admission.STRANGER


def admitted_by(request: Request) -> str:
    """The version of Setup, as last read by this process, that admits a request; empty if it does not.

    Whoever relies on it must make sure that Setup still has this version.
    """
    setup = _last_read
    return str(setup.version) if setup and _admits(setup, request) else ""  # type: ignore[attr-defined]


def is_known(request: Request) -> bool:
    """Whether Setup, as last read by this process, admits a request: all one can tell while the database is away."""
    return _last_read is not None and _admits(_last_read, request)


def forget_strangers() -> int:
    return Stranger.objects.filter(since__lt=Now() - FORGET_AFTER).delete()[0]


def address_of(environ: Mapping[str, Any]) -> str:
    """Where a request came from."""
    return client_address(
        remote=environ.get("REMOTE_ADDR", ""),
        forwarded=environ.get("HTTP_X_FORWARDED_FOR", ""),
        proxies=settings.TRUSTED_PROXIES,
    )


def client_address(*, remote: str, forwarded: str, proxies: int) -> str:
    """The address in front of so many proxies of our own; what stands before that anybody can write."""
    chain = [*(part.strip() for part in forwarded.split(",") if part.strip()), remote]
    return chain[max(-1 - proxies, -len(chain))]


def _read_setup() -> Configuration:
    global _last_read
    read = Configuration.objects.only(*LOCKS).annotate(version=_version()).filter(pk=1)
    _last_read = read.first()
    return _last_read or Configuration.current()


def _version() -> RawSQL | Value:
    """PostgreSQL gives a row another one with every change, whoever makes it."""
    row, is_postgres = Configuration._meta.db_table, connection.vendor == "postgresql"
    return RawSQL(f"{row}.xmin::text || {row}.ctid::text", ()) if is_postgres else Value("")


def _admits(setup: Configuration, request: Request) -> bool:
    return tokens.matches(request.token, setup) and _passes_locks(request, setup)


def _passes_locks(request: Request, setup: Configuration) -> bool:
    return _is_from(setup.callback_networks, request.address) and _knows(setup, request.secret)


def _is_from(networks: str, address: str) -> bool:
    if not networks.strip():
        return True
    try:
        known = ip_address(address)
        return any(known in ip_network(network) for network in networks.split())
    except ValueError:
        return False


def _knows(setup: Configuration, secret: str) -> bool:
    wanted = setup.callback_secret
    return not wanted or hmac.compare_digest(secret.encode(), wanted.encode())


def _has_tried_too_often(address: str) -> bool:
    """Count one more wrong token; an address that used up its tries is not even counted any more."""
    place = _place(address)
    lately = Stranger.objects.filter(address=place, since__gt=Now() - WITHIN)
    if lately.filter(tries__gte=MOST_TRIES).exists():
        return True
    if not lately.update(tries=F("tries") + 1):
        Stranger.objects.update_or_create(address=place, defaults={"since": Now(), "tries": 1})
    return False


def _place(address: str) -> str:
    try:
        known = ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(known, IPv6Address):
        return str(ip_network(f"{known}/{IPV6_PREFIX}", strict=False))
    return str(known)
