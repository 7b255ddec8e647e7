"""Is it alive, is it ready? For load balancers and process managers."""

import hmac

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from mitto_crm import health
from mitto_crm.metrics import exposition


def livez(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


def readyz(request: HttpRequest) -> HttpResponse:
    """The process can do its work: the database is there and up to date."""
    is_ready = all(finding.is_well for finding in health.examine(health.READY))
    return HttpResponse(
        "ok\n" if is_ready else "not ready\n", status=200 if is_ready else 503, content_type="text/plain"
    )


def metrics(request: HttpRequest) -> HttpResponse:
    """For Prometheus with the token of METRICS_TOKEN, or an admin who is logged in."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    is_prometheus = bool(settings.METRICS_TOKEN) and hmac.compare_digest(
        given.encode(), settings.METRICS_TOKEN.encode()
    )
    if not is_prometheus and not request.user.has_perm("configuration.change_configuration"):
        raise PermissionDenied
    return HttpResponse(exposition(), content_type="text/plain; version=0.0.4")
