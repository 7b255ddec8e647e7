"""Make two leads, text them, wait for delivery: python docs/rest-example.py http://127.0.0.1:8000 TOKEN"""

import sys
import time
import uuid
from typing import Any

import requests

URL, TOKEN = sys.argv[1:]
session = requests.Session()
session.headers["Authorization"] = f"Token {TOKEN}"


def call(method: str, resource: str, body: object = None, **headers: str) -> Any:
    answer = session.request(method, f"{URL}/api/v1/{resource}/", json=body, headers=headers, timeout=10)
    if not answer.ok:
        sys.exit(f"{answer.status_code}: {answer.json()['detail']} {answer.json()['fields']}")
    return answer.json()


people = [("Bertha", "Boxer", "+447700901001"), ("Phyllis", "Cotton", "+447700901002")]
sender = call("GET", "senders")["results"][0]["id"]
for first_name, last_name, mobile in people:
    person = {"first_name": first_name, "last_name": last_name, "company": "Farmers Coop.", "mobile_phone": mobile}
    lead = call("POST", "leads", person)
    order = {"lead": lead["id"], "sender": sender, "text": "Hello <%=FirstName%>, your table is ready."}
    sms = call("POST", "sms", order, **{"Idempotency-Key": str(uuid.uuid4())})
    until = time.monotonic() + 60
    while sms["status"] in ("queued", "claimed", "posting", "sent") and time.monotonic() < until:
        time.sleep(0.5)
        sms = call("GET", f"sms/{sms['id']}")
    print(sms["number"], sms["status"], sms["text"])
