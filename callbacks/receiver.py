"""Receiving: a request is stored and acted on in one transaction, or kept on the spool while the database is away."""

from itertools import islice

import structlog
from django.db import DatabaseError, InterfaceError, transaction

from callbacks import guard, journal, shortcut, spool
from callbacks.drain import Drain
from callbacks.guard import Admission
from callbacks.models import RawEvent
from callbacks.spool import Request
from gateway.callbacks import MalformedCallback, parse_callback

log = structlog.get_logger(__name__)

AWAY = (DatabaseError, InterfaceError)
# What one sweep takes from the spool; the next one goes on.
BATCH = 2_000


def receive(request: Request) -> int:
    """The HTTP status that answers a request: 200 once it is safe, whatever it said."""
    try:
        return 200 if shortcut.take(request) else _take(request)
    except AWAY as error:
        log.error("callback_spooled", error=type(error).__name__)
        is_kept = spool.put(request, is_known=guard.is_known(request))
        drain.flow()
        return 200 if is_kept else 503


def empty_spool() -> int:
    """Take what waits on the spool, oldest first, until the database refuses again; returns how many were taken."""
    taken = 0
    with spool.emptying() as is_ours:
        for path, request in islice(spool.waiting(), BATCH) if is_ours else ():
            try:
                # A process that was killed may have taken it and left its file.
                if not journal.has(request):
                    _take(request)
            except AWAY:
                break
            path.unlink(missing_ok=True)
            taken += 1
    return taken


drain = Drain(empty_spool)


def _take(request: Request) -> int:
    admission = guard.admit(request)
    if admission != Admission.ADMITTED:
        return int(admission)
    try:
        parsed = parse_callback(query=request.query, content_type=request.content_type, body=request.body)
    except MalformedCallback as error:
        journal.store(request, note=str(error), outcome=RawEvent.Outcome.IGNORED)
        return error.status
    try:
        with transaction.atomic():
            journal.take(request, parsed)
    except Exception as error:  # whatever it is, the request is kept; if that fails too, the database is away
        log.error("callback_failed", error=type(error).__name__)
        journal.store(request, note=type(error).__name__, outcome=RawEvent.Outcome.FAILED)
    return 200
