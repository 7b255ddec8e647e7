"""The short way: on PostgreSQL an ordinary report is admitted, stored and applied in one statement.

Ordinary is a request with one report that moves its SMS forward and contradicts nothing. Whatever else comes finds no
row here, leaves nothing behind, and takes the long way.
"""

from typing import Any

import structlog
from django.db import Error, connection

from callbacks import guard, journal
from callbacks.spool import Request
from gateway.callbacks import DeliveryReport, MalformedCallback, bucket, id_key, parse_callback
from sms import reports
from sms.returning import prepared_cursor
from sms.status import REPORTABLE, REPORTED, Actor, Status, sources

log = structlog.get_logger(__name__)

# From these a report moves an SMS and contradicts nothing; written as PostgreSQL reads arrays, once for all reports.
MOVABLE = {
    new: f"{{{','.join(old.value for old in sources(new, Actor.REPORT) if old in REPORTABLE)}}}" for new in REPORTED
}
ALL_WENT_WELL = {"outcome": journal.Outcome.PROCESSED.value, "note": str(journal.Result(understood=1))}

# `xmin` and `ctid` are the version of a row: nothing is found once Setup is not what the caller was admitted by.
# `+ 0` and `|| ''` leave the planner nothing but the index of ids. A number may have thousands of SMS, and to walk the
# newest of all backwards until one has this id takes even longer.
# Of two reports of one SMS at once the second waits for the row, and PostgreSQL weighs its status again.
STATEMENT = """
WITH moved AS (
    UPDATE sms_sms AS m SET
        status = %(status)s::text, claim_id = NULL, lease_until = NULL,
        sent_messages = CASE WHEN m.sent_messages = 0 THEN m.segments ELSE m.sent_messages END,
        sent_at = COALESCE(m.sent_at, now()),
        delivered_at = CASE WHEN %(status)s::text = 'delivered' THEN COALESCE(%(occurred_at)s::timestamptz, now())
            ELSE m.delivered_at END,
        delivery_status = %(delivery_status)s::text, error = %(error)s::text, error_code = %(error_code)s::text
    WHERE m.status = ANY(%(sources)s::text[]) AND m.id = (
        SELECT named.id FROM sms_sms AS named, configuration_configuration AS setup
        WHERE setup.id = 1 AND setup.xmin::text || setup.ctid::text = %(version)s::text
            AND named.gateway_key = %(key)s::text AND named.gateway_key <> '' AND named.direction = 'outbound'
            AND (%(reference)s::text = '' OR %(reference)s::text IN (named.reference, named.call_reference))
            AND (%(receiver)s::text = '' OR named.recipient || '' = %(receiver)s::text)
        ORDER BY named.id + 0 DESC LIMIT 1
    )
    RETURNING m.id
), told AS (
    INSERT INTO sms_deliveryupdate
        (sms_id, gateway_key, status, error_code, error_text, network, effect, occurred_at, received_at)
    SELECT id, %(key)s::text, %(word)s::text, %(code)s::text, %(error_text)s::text, %(network)s::text, 'moved',
        %(occurred_at)s::timestamptz, now()
    FROM moved ON CONFLICT DO NOTHING
)
INSERT INTO callbacks_rawevent
    (received_at, processed_at, method, query, content_type, body, digest, outcome, note, tries)
SELECT now(), now(), %(method)s::text, %(query)s::text, %(content_type)s::text, %(body)s::bytea, %(digest)s::text,
    %(outcome)s::text, %(note)s::text, 1
FROM moved
"""


def take(request: Request) -> bool:
    """Whether the request was ordinary and all about it is done; if not, nothing is."""
    version = guard.admitted_by(request) if connection.vendor == "postgresql" else ""
    report = _ordinary(request) if version else None
    if report is None:
        return False
    try:
        with prepared_cursor() as cursor:
            cursor.execute(STATEMENT, _values(request, report, version))
            return bool(cursor.rowcount)
    except Error as error:  # the long way finds out whether the database is back
        log.warning("callback_shortcut_failed", error=type(error).__name__)
        connection.close()
        return False


def _ordinary(request: Request) -> DeliveryReport | None:
    """The report a request consists of, if its word is one we know and it names the id that Mitto gave us."""
    try:
        events = parse_callback(query=request.query, content_type=request.content_type, body=request.body)
    except MalformedCallback:
        return None
    report = events[0] if len(events) == 1 else None
    is_ordinary = isinstance(report, DeliveryReport) and report.gateway_id and bucket(report.status)
    return report if is_ordinary else None  # type: ignore[return-value]


def _values(request: Request, report: DeliveryReport, version: str) -> dict[str, Any]:
    """What the statement is told, in strings: to adapt a list and a time took psycopg as long as all the rest."""
    status, moment = Status(bucket(report.status) or ""), report.occurred_at
    return {
        **{"version": version, "key": id_key(report.gateway_id), "reference": report.reference},
        **{"receiver": report.receiver, "sources": MOVABLE[status], "status": status.value},
        **{"method": request.method, "query": request.query, "content_type": request.content_type[:100]},
        **{"body": request.body, "digest": journal.digest(request), **ALL_WENT_WELL},
        **{"word": report.status, "code": report.error_code, "error_text": report.error_text},
        **{"network": report.network, "occurred_at": moment and moment.isoformat()},
        **reports.words(status, report),
    }
