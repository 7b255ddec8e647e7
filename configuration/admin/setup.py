"""Setup: the first tab, with the product key and the original's Lead Mobile and Contact Mobile."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from configuration import audit, outside
from configuration.admin.history import HistoryAdmin
from configuration.admin.setup_form import SetupForm
from configuration.models import Configuration, Sender
from configuration.models.broadcast_rules import BroadcastRules
from configuration.models.reply_rules import ReplyRules
from configuration.product_key import replace_product_key


@admin.register(Configuration)
class ConfigurationAdmin(HistoryAdmin):
    form = SetupForm
    fieldsets = (
        ("Mitto", {"fields": ("new_key",)}),
        ("Mobile numbers", {"fields": ("lead_mobile", "contact_mobile", "default_country", "time_zone")}),
        (
            "Sending",
            {"fields": ("rate_limit", "send_before_hours", "retry_internal_errors", "is_bulk_endpoint_used")},
        ),
        ("Broadcasts", {"fields": tuple(field.name for field in BroadcastRules._meta.fields)}),
        ("Answers to replies", {"fields": tuple(field.name for field in ReplyRules._meta.fields)}),
        (
            "Callback lock",
            {"fields": ("callback_networks", "new_callback_secret", "forget_callback_secret")},
        ),
    )
    change_form_outer_before_template = "configuration/setup/questions.html"
    # By name, not by import: the checks are made by the app that sends.
    change_form_outer_after_template = "sms/setup/connection.html"

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

    def setup_view(self, request: HttpRequest) -> HttpResponse:
        setup = Configuration.current()
        context = {
            "title": "Setup",
            "show_save_and_continue": False,
            "show_close": False,
            "setup": setup,
            "senders": Sender.objects.all(),
            "gateway_host": outside.gateway_host(),
            "is_gateway_local": outside.is_on_this_machine(outside.gateway_host()),
            "is_gateway_approved": outside.is_gateway_approved(),
        }
        page: HttpResponse = self.changeform_view(request, str(setup.pk), extra_context=context)
        return page

    def save_model(self, request: HttpRequest, obj: Configuration, form: SetupForm, change: bool) -> None:
        secret, is_forgotten = (form.cleaned_data[f"{verb}_callback_secret"] for verb in ("new", "forget"))
        if secret or is_forgotten:
            obj.callback_secret = "" if is_forgotten else secret
            audit.record(audit.What.TOKEN_REPLACED, by=request.user, detail="the secret of the header")
        super().save_model(request, obj, form, change)
        if key := form.cleaned_data["new_key"]:
            replace_product_key(key, by=request.user)

    def response_change(self, request: HttpRequest, obj: Configuration) -> HttpResponse:
        self.message_user(request, "Setup is saved.")
        return redirect("admin-setup")


def setup(request: HttpRequest) -> HttpResponse:
    """The page itself; the model's admin renders and saves it."""
    model_admin = admin.site.get_model_admin(Configuration)
    assert isinstance(model_admin, ConfigurationAdmin)
    return model_admin.setup_view(request)
