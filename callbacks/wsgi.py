"""In front of Django: an ordinary report is answered before a request object, middleware or a view is made for it."""

from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any

from callbacks import shortcut
from callbacks.guard import address_of
from callbacks.spool import Request
from gateway.callback_fields import MAX_BODY

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

ROOT = "/callbacks/mitto/"
# Python refuses to read a number of thousands of digits.
LONGEST_LENGTH = 18


def answer_callbacks_first(application: Application) -> Application:
    """Wrap Django's application; whatever is not ordinary goes on to it as it came."""

    def respond(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        if not environ["PATH_INFO"].startswith(ROOT) or not _take(environ):
            return application(environ, start_response)
        start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "2")])
        return [b"OK"]

    return respond


def request_of(environ: Environ, *, token: str, body: bytes) -> Request:
    """A request to the callback, whoever read it from the wire."""
    return Request(
        token=token,
        method=environ["REQUEST_METHOD"],
        query=environ.get("QUERY_STRING", ""),
        content_type=environ.get("CONTENT_TYPE", ""),
        body=body,
        address=address_of(environ),
        secret=environ.get("HTTP_X_CALLBACK_SECRET", ""),
    )


def _take(environ: Environ) -> bool:
    length = environ.get("CONTENT_LENGTH") or ""
    is_whole = length.isdecimal() and len(length) <= LONGEST_LENGTH and int(length) <= MAX_BODY
    if environ["REQUEST_METHOD"] != "POST" or environ.get("QUERY_STRING") or not is_whole:
        return False
    body = environ["wsgi.input"].read(int(length))
    environ["wsgi.input"] = BytesIO(body)
    token = environ["PATH_INFO"].removeprefix(ROOT).removesuffix("/")
    return len(body) == int(length) and shortcut.take(request_of(environ, token=token, body=body))
