"""What htmx gets when the session has ended."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import resolve_url
from django_htmx.http import HttpResponseClientRefresh

Answer = Callable[[Any], HttpResponse]


def login_on_whole_page(get_response: Answer) -> Answer:
    """Reload the whole page instead of putting the login form into a part of it."""

    def answer(request: Any) -> HttpResponse:
        response = get_response(request)
        if request.htmx and urlsplit(response.headers.get("Location", "")).path == resolve_url(settings.LOGIN_URL):
            return HttpResponseClientRefresh()
        return response

    return answer
