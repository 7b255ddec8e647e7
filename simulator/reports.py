"""What the network tells the app about a text, and when."""

import random

from simulator.history import Reply, Sms, timestamp

SPREAD = 0.2  # a journey takes up to a fifth longer than its delays say
JOURNEYS = {
    "": ("BUFFERED", "SENT", "DELIVERED"),
    "undelivered": ("BUFFERED", "SENT", "UNDELIVERED"),
    "expired": ("BUFFERED", "SENT", "EXPIRED"),
    "rejected": ("BUFFERED", "REJECTED"),
    "no-reports": (),
    "late-sent": ("BUFFERED", "DELIVERED", "SENT"),
    "early-report": ("DELIVERED",),
    "duplicate-reports": ("BUFFERED", "SENT", "DELIVERED"),
    "reordered-reports": ("DELIVERED", "SENT", "BUFFERED"),
}
ERROR_CODES = {"UNDELIVERED": "438"}
TEST_NETWORK = {"mcc": "001", "mnc": "01"}

Steps = list[tuple[float, str]]


def plan_journey(fault: str, delays: tuple[float, ...]) -> Steps:
    """When, in seconds after acceptance, which status is reported."""
    stretch = 1 + random.random() * SPREAD
    steps = [(delay * stretch, status) for delay, status in zip(delays, JOURNEYS[fault], strict=False)]
    return [step for step in steps for _ in range(2)] if fault == "duplicate-reports" else steps


def report_values(sms: Sms, status: str, *, msgid: str = "", error_code: str = "") -> dict[str, str]:
    return TEST_NETWORK | {
        "msgid": msgid or sms.id,
        "status": status,
        "errorcode": error_code or ERROR_CODES.get(status, "0"),
        "receiver": sms.phone,
        "reference": sms.reference,
        "sendtime": timestamp(sms.at),
        "sendtimestamp": str(int(sms.at.timestamp())),
    }


def reply_values(reply: Reply) -> dict[str, str]:
    return TEST_NETWORK | {
        "msgid": reply.id,
        "sender": reply.phone,
        "receiver": reply.to,
        "text": reply.text,
        "sendtime": timestamp(reply.at),
        "sendtimestamp": str(int(reply.at.timestamp())),
    }
