"""The journal of the callback in the admin: every request as it came, and who came with a wrong token; to read."""

from django.contrib import admin

from callbacks.models import HeldReport, RawEvent, Stranger
from configuration.admin.read_only import OperationsAdmin, ReadOnlyAdmin


@admin.register(RawEvent)
class RawEventAdmin(ReadOnlyAdmin):
    list_display = ("__str__", "received_at", "method", "outcome", "note")
    list_filter = ("outcome", "method", ("received_at", admin.DateFieldListFilter))
    search_fields = ("digest__exact",)
    show_full_result_count = False
    fields = (
        "received_at",
        "method",
        "content_type",
        "query",
        "body_text",
        "digest",
        "outcome",
        "note",
        "processed_at",
    )

    @admin.display(description="Body")
    def body_text(self, event: RawEvent) -> str:
        return bytes(event.body).decode(errors="replace")


@admin.register(HeldReport)
class HeldReportAdmin(ReadOnlyAdmin):
    list_display = ("raw_event", "position", "gateway_key", "reference", "held_at")
    list_select_related = ("raw_event",)
    search_fields = ("gateway_key__exact", "reference__exact")


@admin.register(Stranger)
class StrangerAdmin(OperationsAdmin):
    list_display = ("address", "since", "tries")
    search_fields = ("address__exact",)
