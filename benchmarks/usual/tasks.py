"""One task for each message: get it, say that it is being sent, post it, save the answer."""

import os

import requests
from celery import Celery
from django.utils import timezone

app = Celery("usual", broker=os.environ["CELERY_BROKER_URL"])
app.conf.update(task_acks_late=True, task_ignore_result=True)
if os.environ.get("DB_REUSE_MAX"):
    # The switch few know of: otherwise Celery closes the database connection around every task.
    app.conf.CELERY_DB_REUSE_MAX = int(os.environ["DB_REUSE_MAX"])


@app.task(name="usual.send")
def send(message_id: int) -> None:
    from benchmarks.usual.models import Message

    message = Message.objects.get(pk=message_id)
    message.status = "sending"
    message.save()
    answer = requests.post(
        f"{os.environ['MITTO_BASE_URL']}/sms",
        json={"from": message.sender, "to": message.recipient, "text": message.text, "reference": message.reference},
        headers={"X-Mitto-API-Key": "a-product-key"},
        timeout=15,
    )
    message.gateway_id, message.status, message.sent_at = answer.json()["id"], "sent", timezone.now()
    message.save()
