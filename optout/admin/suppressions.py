"""Opt-outs by number: added with a reason, cleared with a permission and a reason, never edited or deleted."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from unfold.widgets import UnfoldAdminTextInputWidget

from configuration.admin.read_only import ReadOnlyAdmin
from configuration.models import Configuration
from crm.phone import parse_number
from optout import suppression
from optout.admin.reason import ask_reason
from optout.models import Suppression


class SuppressionForm(forms.ModelForm):  # type: ignore[type-arg]
    number = forms.CharField(
        max_length=40,
        widget=UnfoldAdminTextInputWidget,
        help_text="In any form; without a country code it is read as one of the default country.",
    )
    reason = forms.CharField(max_length=255, widget=UnfoldAdminTextInputWidget, help_text="Goes to the consent ledger.")

    class Meta:
        model = Suppression
        fields = ["number", "reason"]

    def clean_number(self) -> str:
        number = parse_number(self.cleaned_data["number"], Configuration.current().default_country)
        if number.problem:
            raise forms.ValidationError(number.problem)
        if suppression.is_opted_out(number.e164):
            raise forms.ValidationError("This number has opted out already.")
        return number.e164


class InForceFilter(admin.SimpleListFilter):
    title = "in force"
    parameter_name = "in_force"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "Yes"), ("no", "Cleared")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Suppression]) -> QuerySet[Suppression]:
        return queryset.filter(cleared_at__isnull=self.value() == "yes") if self.value() else queryset


@admin.register(Suppression)
class SuppressionAdmin(ReadOnlyAdmin):
    form = SuppressionForm
    list_display = ("number", "in_force", "source", "reason", "created_by", "created_at", "cleared_at")
    list_filter = (InForceFilter, "source", ("created_at", admin.DateFieldListFilter))
    list_select_related = ("created_by",)
    search_fields = ("number__exact", "sms_reference__exact")
    search_help_text = "A number as +44…, or the reference of the reply"
    show_full_result_count = False
    add_fieldsets = ((None, {"fields": ("number", "reason")}),)
    actions = ("clear_selected",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody is harmed by an opt-out: whoever sees the list may add to it."""
        return bool(self.has_view_permission(request))

    def has_clear_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("configuration.clear_opt_out")

    def save_model(self, request: HttpRequest, obj: Suppression, form: SuppressionForm, change: bool) -> None:
        """The domain writes the row and its line in the ledger; the form's object only carries the words."""
        made = suppression.opt_out(obj.number, source="person", by=request.user, reason=obj.reason)
        obj.pk = made.pk

    @admin.action(description="Clear the selected opt-outs, with a reason", permissions=["clear"])
    def clear_selected(self, request: HttpRequest, queryset: QuerySet[Suppression]) -> HttpResponse | None:
        return ask_reason(
            self,
            request,
            queryset.current(),  # type: ignore[attr-defined]
            act=lambda each, reason: suppression.clear(each.number, by=request.user, reason=reason),
            question="Why may these numbers be texted again?",
        )

    @admin.display(description="In force", boolean=True)
    def in_force(self, opt_out: Suppression) -> bool:
        return opt_out.is_current
