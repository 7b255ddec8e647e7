"""Pages below /admin/setup/: who may open them, and the frame they share."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeAlias

from django.contrib import admin
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

View: TypeAlias = Callable[..., HttpResponse]


def may_open_setup(user: Any) -> bool:
    return bool(user.is_staff and user.has_perm("configuration.change_configuration"))


def setup_page(view: View) -> View:
    """For admins: a stranger logs in first, everybody else is refused."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_open_setup(request.user):
            raise PermissionDenied("Setup is for admins. Ask an admin for the permission set Mitto Admin.")
        return view(request, *args, **kwargs)

    return never_cache(login_required(guarded))


def render_setup_page(request: HttpRequest, template: str, context: dict[str, Any], *, title: str) -> HttpResponse:
    return render(request, template, {**admin.site.each_context(request), "title": title, **context})
