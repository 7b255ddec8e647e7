"""What happens around every request: the Content-Security-Policy, and the time zone of Setup."""

import zoneinfo
from collections.abc import Callable
from typing import Any

from csp.constants import SELF, UNSAFE_EVAL, UNSAFE_INLINE
from csp.middleware import CSPMiddleware
from django.http import HttpRequest, HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils import timezone

from configuration.models import Configuration

Handler = Callable[[HttpRequest], HttpResponseBase]

# unfold runs Alpine, which evaluates expressions found in attributes.
ADMIN_DIRECTIVES = {"script-src": [SELF, UNSAFE_EVAL, UNSAFE_INLINE], "style-src": [SELF, UNSAFE_INLINE]}


class ContentSecurityPolicy(CSPMiddleware):
    def get_policy_parts(self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False) -> Any:
        parts = super().get_policy_parts(request, response, report_only)
        if not report_only and request.path_info.startswith("/admin/"):
            parts.replace = {**(parts.replace or {}), **ADMIN_DIRECTIVES}
        return parts


def read_setup_once(get_response: Handler) -> Handler:
    """Read Setup once per request, however many parts of the page ask for it."""

    def respond(request: HttpRequest) -> HttpResponseBase:
        with Configuration.remembered():
            return get_response(request)

    return respond


def callbacks_first(get_response: Handler) -> Handler:
    """Answer the callback before all that is for people: it has no session, user or language, and must be quick."""

    def respond(request: HttpRequest) -> HttpResponseBase:
        try:
            match = resolve(request.path_info) if request.path_info.startswith("/callbacks/") else None
        except Resolver404:
            match = None
        if match is None:
            return get_response(request)
        with Configuration.remembered():
            response: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
            return response

    return respond


def setup_time_zone(get_response: Handler) -> Handler:
    """Show times to people in the time zone that Setup names."""

    def respond(request: HttpRequest) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return get_response(request)
        with timezone.override(zoneinfo.ZoneInfo(Configuration.current().time_zone)):
            return get_response(request)

    return respond
