"""Setup: Default Senders."""

from django.contrib import admin

from configuration.admin.setup_list import SetupListAdmin
from configuration.models import Sender


@admin.register(Sender)
class SenderAdmin(SetupListAdmin):
    add_label = "Add New Sender"
    list_display = ("position", "name", "type", "edit_delete")
    list_display_links = ("name",)
    search_fields = ("name",)
    list_filter = ("type",)
    fields = ("type", "name")
    hints = {
        "type": (
            "Ask your account manager at Mitto which one to use. People can reply to a numeric sender only; "
            "a branded one may have to be registered first."
        ),
        "name": (
            "Numeric: at most 15 characters, as in +44776543210. "
            "Branded: at most 11 characters without spaces, as in MITTO-SMS."
        ),
    }
