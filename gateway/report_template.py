"""What Mitto is asked to post to the callback, and a test post of just that."""

import json
from typing import Final

import requests

# Mitto agrees the layout with each account and fills in what stands between the tildes.
REPORT_FIELDS: Final = (
    "msgid",
    "status",
    "errorcode",
    "receiver",
    "reference",
    "mcc",
    "mnc",
    "sendtime",
    "sendtimestamp",
)
REPLY_FIELDS: Final = ("msgid", "sender", "receiver", "text", "mcc", "mnc", "sendtimestamp")

# No SMS has this reference, so the report is stored, matches nothing and is dropped after a day.
TEST_REPORT: Final = {"msgid": "test-report", "status": "DELIVERED", "errorcode": "0", "reference": "test-report"}
TIMEOUT: Final = 10.0


def json_template(fields: tuple[str, ...]) -> str:
    """The JSON body to agree with Mitto, with its placeholders."""
    return json.dumps({name: f"~{name}~" for name in fields}, indent=2)


def post_test_report(url: str) -> int | None:
    """Post a report as Mitto would; the HTTP status of the answer, or None when nobody answered."""
    try:
        with requests.Session() as session:
            session.trust_env = False
            answer = session.post(url, json=TEST_REPORT, timeout=TIMEOUT, allow_redirects=False, stream=True)
            answer.close()
            return answer.status_code
    except requests.RequestException:
        return None
