"""``python -m benchmarks.usual SIZE`` prints messages a second from the first `delay()` to the last answer saved."""

import json
import os
import sys
import time
import uuid

import django
from django.db import connection

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.usual.settings"
django.setup()

from benchmarks.usual.models import Message  # noqa: E402  the settings must be known before
from benchmarks.usual.tasks import send  # noqa: E402
from benchmarks.workers import wait_until, worker  # noqa: E402

PROCESSES = 2


def main(size: int) -> None:
    with connection.schema_editor() as editor:
        editor.create_model(Message)
    Message.objects.bulk_create(message(number) for number in range(size))
    keys = list(Message.objects.values_list("pk", flat=True))
    with worker("benchmarks.usual.tasks", PROCESSES):
        began = time.monotonic()
        for key in keys:
            send.delay(key)
        wait_until(lambda: not Message.objects.exclude(status="sent").exists())
        lasted = time.monotonic() - began
    print(json.dumps({"messages_per_second": size / lasted}))


def message(number: int) -> Message:
    text = f"Hello number {number}, your appointment is tomorrow at ten. Answer STOP to end these texts."
    return Message(campaign=1, sender="MITTO", recipient=f"+4477{number:08}", text=text, reference=uuid.uuid4().hex)


if __name__ == "__main__":
    main(int(sys.argv[1]))
