"""The page between a list action and its deed: what is chosen, and a reason for the ledger."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from unfold.admin import ModelAdmin
from unfold.widgets import UnfoldAdminTextInputWidget


class ReasonForm(forms.Form):
    reason = forms.CharField(max_length=255, widget=UnfoldAdminTextInputWidget, help_text="Goes to the consent ledger.")


def ask_reason(
    model_admin: ModelAdmin,
    request: HttpRequest,
    queryset: QuerySet[Any],
    *,
    act: Callable[[Any, str], object],
    question: str,
) -> HttpResponse | None:
    """Ask first; on the answer call `act` with each row and the reason, and count."""
    form = ReasonForm(request.POST if "reason" in request.POST else None)
    rows = list(queryset)
    if form.is_valid():
        for row in rows:
            act(row, form.cleaned_data["reason"])
        messages.success(request, f"Done for {len(rows):,} of the selected {model_admin.opts.verbose_name_plural}.")
        return None
    context = {
        **model_admin.admin_site.each_context(request),
        "title": question,
        "form": form,
        "rows": rows,
        "action": request.POST["action"],
        "checkbox": ACTION_CHECKBOX_NAME,
        "selected": request.POST.getlist(ACTION_CHECKBOX_NAME),
    }
    return render(request, "optout/reason.html", context)
