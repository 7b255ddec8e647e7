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
