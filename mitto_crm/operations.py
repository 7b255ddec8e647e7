"""Is it alive, is it ready? For load balancers and process managers."""

from django.http import HttpRequest, HttpResponse

from mitto_crm import health


def livez(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


def readyz(request: HttpRequest) -> HttpResponse:
    """The process can do its work: the database is there and up to date."""
    is_ready = all(finding.is_well for finding in health.examine(health.READY))
    return HttpResponse(
        "ok\n" if is_ready else "not ready\n", status=200 if is_ready else 503, content_type="text/plain"
    )
