"""The product's Celery application in trouble: a wrong clock, no names, a broker that delivers everything twice."""

import os
import socket
import time
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import time_machine
from celery.signals import worker_process_init

from mitto_crm.celery import app

__all__ = ["app"]

# Seconds by which this machine's clock is wrong.
if shift := os.environ.get("TROUBLE_CLOCK"):
    time_machine.travel(time.time() + float(shift), tick=True).start()

# While this file exists, no name of a host can be resolved.
if file := os.environ.get("TROUBLE_DNS"):
    resolve = socket.getaddrinfo

    def getaddrinfo(host: Any, *arguments: Any, **options: Any) -> Any:
        if host == "localhost" and Path(file).exists():
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
        return resolve(host, *arguments, **options)

    socket.getaddrinfo = getaddrinfo

# Whatever is not done after so many seconds the broker hands out again, though somebody is still at it.
if seconds := os.environ.get("TROUBLE_VISIBILITY"):
    app.conf.task_acks_late = True
    app.conf.broker_transport_options = {"visibility_timeout": float(seconds)}


@worker_process_init.connect
def shorten_leases(**kwargs: object) -> None:
    """To as many seconds: what a killed worker held is picked up sooner."""
    if seconds := os.environ.get("TROUBLE_LEASES"):
        outbox = import_module("sms.outbox")  # only now is Django set up
        outbox.CLAIM_LEASE = outbox.POSTING_LEASE = timedelta(seconds=float(seconds))
