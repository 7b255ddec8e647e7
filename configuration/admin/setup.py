"""Setup's two forms about the one row: the original's first tab, and the rules that came later."""

import zoneinfo
from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget

from configuration import audit, outside
from configuration.admin.history import HistoryAdmin
from configuration.admin.setup_form import SetupForm
from configuration.models import Configuration, Sender
from configuration.models.broadcast_rules import BroadcastRules
from configuration.models.reply_rules import ReplyRules
from configuration.product_key import replace_product_key

SETUP = (
    (_("Mitto"), {"fields": ("new_key",)}),
    (_("Mobile numbers"), {"fields": ("lead_mobile", "contact_mobile", "default_country", "time_zone")}),
    (_("Sending"), {"fields": ("rate_limit", "send_before_hours", "retry_internal_errors", "is_bulk_endpoint_used")}),
)
RULES = (
    (_("Broadcasts"), {"fields": tuple(field.name for field in BroadcastRules._meta.fields)}),
    (_("Answers to replies"), {"fields": tuple(field.name for field in ReplyRules._meta.fields)}),
    (_("Callback lock"), {"fields": ("callback_networks", "new_callback_secret", "forget_callback_secret")}),
)


@admin.register(Configuration)
class ConfigurationAdmin(HistoryAdmin):
    form = SetupForm
    change_form_template = "configuration/setup/form.html"
    formfield_overrides = {models.TextField: {"widget": UnfoldAdminTextareaWidget({"rows": 3})}}

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Each page has its part of the fields, and the history all of them."""
        page = request.resolver_match and request.resolver_match.url_name
        return {"admin-setup": SETUP, "admin-setup-rules": RULES}.get(page or "", SETUP + RULES)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **options: Any) -> forms.Field | None:
        if db_field.name == "time_zone":
            names = sorted(zoneinfo.available_timezones())
            options["widget"] = UnfoldAdminSelectWidget(choices=[(name, name) for name in names])
        field: forms.Field | None = super().formfield_for_dbfield(db_field, request, **options)
        return field

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """There is one row, and it has its own page."""
        return redirect("admin-setup")

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        return redirect("admin-setup")

    def save_model(self, request: HttpRequest, obj: Configuration, form: SetupForm, change: bool) -> None:
        secret, is_forgotten = (form.cleaned_data[f"{verb}_callback_secret"] for verb in ("new", "forget"))
        if secret or is_forgotten:
            obj.callback_secret = "" if is_forgotten else secret
            audit.record(audit.What.TOKEN_REPLACED, by=request.user, detail="the secret of the header")
        super().save_model(request, obj, form, change)
        if key := form.cleaned_data["new_key"]:
            replace_product_key(key, by=request.user)

    def response_change(self, request: HttpRequest, obj: Configuration) -> HttpResponse:
        self.message_user(request, _("Setup is saved."))
        return redirect(request.path)


def setup(request: HttpRequest) -> HttpResponse:
    host = outside.gateway_host()
    return edit(
        request,
        title=_("Setup"),
        setup=Configuration.current(),
        senders=Sender.objects.all(),
        gateway_host=host,
        is_gateway_local=outside.is_on_this_machine(host),
        is_gateway_approved=outside.is_gateway_approved(),
    )


def rules(request: HttpRequest) -> HttpResponse:
    return edit(request, title=_("Rules"))


def edit(request: HttpRequest, **context: Any) -> HttpResponse:
    """Show or save the part of the row that this page is about; its admin does both."""
    context |= {"show_save_and_continue": False, "show_close": False}
    model_admin = admin.site.get_model_admin(Configuration)
    return model_admin.changeform_view(request, str(Configuration.current().pk), extra_context=context)
