"""Setup: User Access, asked on the first visit and open to change later."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget, UnfoldAdminRadioSelectWidget

from configuration.access import GROUP, Choice, give_user_access
from configuration.admin.setup_page import render_setup_page
from configuration.models import Configuration


class UserAccessForm(forms.Form):
    choice = forms.ChoiceField(
        label="Who may send SMS from records?", choices=Choice.choices, widget=UnfoldAdminRadioSelectWidget
    )
    chosen = forms.ModelMultipleChoiceField(
        label="Chosen people",
        queryset=get_user_model().objects.none(),
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        people = get_user_model().objects.filter(is_active=True).order_by("username")
        chosen = self.fields["chosen"]
        assert isinstance(chosen, forms.ModelMultipleChoiceField)
        chosen.queryset = people

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("choice") == Choice.CHOSEN and not cleaned.get("chosen"):
            self.add_error("chosen", "Choose at least one person, or choose “Admins only” above.")
        return cleaned


def user_access(request: HttpRequest) -> HttpResponse:
    members = Group.objects.get(name=GROUP).user_set.all()
    choice = Configuration.current().user_access or Choice.CHOSEN
    form = UserAccessForm(request.POST or None, initial={"choice": choice, "chosen": members})
    if form.is_valid():
        count = give_user_access(**form.cleaned_data, by=request.user)
        messages.success(request, f"User Access is given to {count:,} people.")
        return redirect("admin-setup")
    return render_setup_page(request, "configuration/setup/user_access.html", {"form": form}, title="User Access")
