"""One login page for the whole product: the admin has none of its own."""

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse


def sign_in(request: HttpRequest) -> HttpResponse:
    """Where the admin sends whom it does not let in: strangers log in, others learn that it is not for them."""
    if admin.site.has_permission(request):
        return redirect("admin:index")
    if request.user.is_authenticated:
        raise PermissionDenied("The admin is for people with “Staff status”. Ask an admin to give it to you.")
    return redirect_to_login(request.GET.get("next") or reverse("admin:index"))
