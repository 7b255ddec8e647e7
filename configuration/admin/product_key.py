"""Reveal product key, and agreeing to the one outside host."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from configuration import outside
from configuration.admin.setup_page import render_setup_page
from configuration.product_key import reveal_product_key


@require_POST
@permission_required("configuration.reveal_product_key", raise_exception=True)
def reveal(request: HttpRequest) -> HttpResponse:
    """The one answer that ever holds the key; nothing may keep it."""
    key = reveal_product_key(by=request.user)
    return render_setup_page(request, "configuration/setup/product_key.html", {"product_key": key}, title="Product key")


@require_POST
def approve(request: HttpRequest) -> HttpResponse:
    outside.approve_gateway(by=request.user)
    messages.success(request, f"SMS may now be handed to {outside.gateway_host()}.")
    return redirect("admin-setup")
