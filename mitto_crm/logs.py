"""Logs: one line per event, with ids; phone numbers and callback tokens masked whoever logs them."""

import logging
import re

import structlog

# Nine to fifteen digits on their own; not the digits inside an id.
NUMBER = re.compile(r"(?<![\w-])\+?\d{6,12}(\d{3})(?![\w-])")
CALLBACK_TOKEN = re.compile(r"(/callbacks/mitto/)[^/\s?\"']+")
# PostgreSQL quotes the whole row that broke a constraint, the text of an SMS included.
ROW_IN_ERROR = re.compile(r"^DETAIL:.*?(?=\n\nThe above exception|\n\nDuring handling|\Z)", re.MULTILINE | re.DOTALL)
TRACEBACK = logging.Formatter()


class Mask(logging.Filter):
    """Hide what must not be read in a log: numbers keep their last three digits, callback tokens nothing."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = hide(record.getMessage()).replace("\n", "\\n"), ()
        if record.exc_info:
            # Indented, so that nothing an exception says can pass for a line of its own.
            record.exc_text = hide(TRACEBACK.formatException(record.exc_info)).replace("\n", "\n  ")
        return True


def hide(text: str) -> str:
    text = CALLBACK_TOKEN.sub(r"\1…", ROW_IN_ERROR.sub("DETAIL: …", text))
    return NUMBER.sub(r"…\1", text).replace("\r", "\\r")


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
