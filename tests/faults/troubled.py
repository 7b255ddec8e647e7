"""The product's Celery application on a machine in trouble: its clock is wrong, or it cannot resolve names."""

import os
import socket
import time
from pathlib import Path
from typing import Any

import time_machine

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
