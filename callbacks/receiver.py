"""Receiving: a request is stored and acted on in one transaction, or kept on the spool while the database is away."""

import structlog
from django.db import DatabaseError, InterfaceError, transaction

from callbacks import journal, spool, tokens
from callbacks.models import RawEvent
from callbacks.spool import Request
from gateway.callbacks import MalformedCallback, parse_callback

log = structlog.get_logger(__name__)

AWAY = (DatabaseError, InterfaceError)


def receive(request: Request) -> int:
    """The HTTP status that answers a request: 200 once it is safe, whatever it said."""
    try:
        return _take(request)
    except AWAY as error:
        log.error("callback_spooled", error=type(error).__name__)
        return 200 if spool.put(request) else 503


def empty_spool() -> int:
    """Take what waits on the spool, oldest first, until the database refuses again; returns how many were taken."""
    taken = 0
    for path, request in spool.waiting():
        try:
            _take(request)
        except AWAY:
            break
        path.unlink(missing_ok=True)
        taken += 1
    return taken


def _take(request: Request) -> int:
    if not tokens.is_valid(request.token):
        return 404
    try:
        parsed = parse_callback(query=request.query, content_type=request.content_type, body=request.body)
    except MalformedCallback as error:
        journal.store(request, note=str(error), outcome=RawEvent.Outcome.IGNORED)
        return error.status
    with transaction.atomic():
        journal.process(journal.store(request), parsed)
    return 200
