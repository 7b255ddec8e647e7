"""The public endpoint. It can store events, apply reports and record opt-outs, and nothing else."""

from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from callbacks.guard import WITHIN
from callbacks.receiver import receive
from callbacks.wsgi import LONGEST_LENGTH, request_of
from gateway.callback_fields import MAX_BODY

MAX_QUERY = 16 * 1024


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
    return answer(receive(request_of(request.META, token=token, body=body)))


def _body(request: HttpRequest) -> bytes:
    """The body, also of a request that came in chunks and so names no length: Django would read nothing of it."""
    if "HTTP_TRANSFER_ENCODING" in request.META and request.META.get("wsgi.input_terminated"):
        chunked: bytes = request.META["wsgi.input"].read(MAX_BODY + 1)
        return chunked
    return request.body


def answer(status: int) -> HttpResponse:
    text = "OK" if status == 200 else ""
    headers = {"Content-Length": str(len(text))}
    if status == 429:
        headers["Retry-After"] = str(int(WITHIN.total_seconds()))
    return HttpResponse(text, status=status, content_type="text/plain", headers=headers)
