"""The public endpoint. It can store events, apply reports and record opt-outs, and nothing else."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from callbacks.receiver import receive
from callbacks.spool import Request

MAX_BODY = 64 * 1024


@csrf_exempt
@require_http_methods(["GET", "POST"])
def mitto(request: HttpRequest, token: str) -> HttpResponse:
    """Take what Mitto sends. Every answer of one kind is the same: it must not tell a stranger anything."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BODY:
        return answer(413)
    return answer(
        receive(
            Request(
                token=token,
                method=request.method or "",
                query=request.META.get("QUERY_STRING", ""),
                content_type=request.headers.get("Content-Type", ""),
                body=request.body,
            )
        )
    )


def answer(status: int) -> HttpResponse:
    return HttpResponse("OK" if status == 200 else "", status=status, content_type="text/plain")
