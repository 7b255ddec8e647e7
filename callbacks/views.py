"""The public endpoint. It can store events, apply reports and record opt-outs, and nothing else."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from callbacks.guard import WITHIN, client_address
from callbacks.receiver import receive
from callbacks.spool import Request

MAX_BODY = 64 * 1024
MAX_QUERY = 16 * 1024
# Python refuses to read a number of thousands of digits.
LONGEST_LENGTH = 18


@csrf_exempt
@require_http_methods(["GET", "POST"])
def mitto(request: HttpRequest, token: str) -> HttpResponse:
    """Take what Mitto sends. Every answer of one kind is the same: it must not tell a stranger anything."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    query = request.META.get("QUERY_STRING", "")
    if not length.isdecimal():
        return answer(400)
    if len(length) > LONGEST_LENGTH or int(length) > MAX_BODY or len(query) > MAX_QUERY:
        return answer(413)
    try:
        body = _body(request)
    except UnreadablePostError:
        return answer(400)
    return answer(
        receive(
            Request(
                token=token,
                method=request.method or "",
                query=query,
                content_type=request.headers.get("Content-Type", ""),
                body=body,
                address=client_address(
                    remote=request.META.get("REMOTE_ADDR", ""),
                    forwarded=request.headers.get("X-Forwarded-For", ""),
                    proxies=settings.TRUSTED_PROXIES,
                ),
                secret=request.headers.get("X-Callback-Secret", ""),
            )
        )
    )


def _body(request: HttpRequest) -> bytes:
    """The body, also of a request that came in chunks and so names no length: Django would read nothing of it."""
    if "HTTP_TRANSFER_ENCODING" in request.META and request.META.get("wsgi.input_terminated"):
        chunked: bytes = request.META["wsgi.input"].read(MAX_BODY + 1)
        return chunked
    return request.body


def answer(status: int) -> HttpResponse:
    headers = {"Retry-After": str(int(WITHIN.total_seconds()))} if status == 429 else None
    return HttpResponse("OK" if status == 200 else "", status=status, content_type="text/plain", headers=headers)
