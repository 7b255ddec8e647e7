"""Logs: one line per event, with ids; phone numbers and callback tokens masked whoever logs them."""

import logging
import re

import structlog

# Nine to fifteen digits on their own; not the digits inside an id.
NUMBER = re.compile(r"(?<![\w-])\+?\d{6,12}(\d{3})(?![\w-])")
CALLBACK_TOKEN = re.compile(r"(/callbacks/mitto/)[^/\s?\"']+")


class Mask(logging.Filter):
    """Hide what must not be read in a log: numbers keep their last three digits, callback tokens nothing."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = CALLBACK_TOKEN.sub(r"\1…", record.getMessage())
        record.msg, record.args = NUMBER.sub(r"…\1", message).replace("\r", "\\r").replace("\n", "\\n"), ()
        return True


def configure(*, debug: bool) -> None:
    """Send everything to standard error through the mask."""
    handler = logging.StreamHandler()
    handler.addFilter(Mask())
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=logging.DEBUG if debug else logging.INFO, handlers=[handler], force=True)
    for noisy in (
        "django.db.backends",
        "django.template",  # at DEBUG it prints whole contexts, secrets and all
        "asyncio",
        "aiohttp.access",
        "kombu",
        "amqp",
        "celery.worker.strategy",
    ):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    for quiet in ("celery.app.trace", "axes", "urllib3"):
        logging.getLogger(quiet).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.stdlib.add_logger_name,
            structlog.processors.KeyValueRenderer(key_order=["event"]),
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
