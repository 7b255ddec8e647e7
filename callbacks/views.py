"""The public endpoint. It can store events, apply reports and record opt-outs, and nothing else."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from callbacks import journal, tokens
from gateway.callbacks import MalformedCallback, parse_callback

MAX_BODY = 64 * 1024


def answer(status: int) -> HttpResponse:
    """The same short body for everything of one kind: an answer must not tell a stranger anything."""
    return HttpResponse("OK" if status == 200 else "", status=status, content_type="text/plain")


@csrf_exempt
@require_http_methods(["GET", "POST"])
def mitto(request: HttpRequest, token: str) -> HttpResponse:
    """Authenticate, store what came, act on it, answer 200. Unknown ids are stored and answered 200 too."""
    if not tokens.is_valid(token):
        return answer(404)
    if int(request.headers.get("Content-Length") or 0) > MAX_BODY:
        return answer(413)
    query, content_type = request.META.get("QUERY_STRING", ""), request.headers.get("Content-Type", "")
    try:
        parsed = parse_callback(query=query, content_type=content_type, body=request.body)
    except MalformedCallback as error:
        return answer(error.status)
    with transaction.atomic():
        event = journal.store(method=request.method or "", query=query, content_type=content_type, body=request.body)
        journal.process(event, parsed)
    return answer(200)
