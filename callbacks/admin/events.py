"""The journal of the callback in the admin: every request as it came, to search, to read and to process again."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from callbacks import journal
from callbacks.models import HeldReport, RawEvent, Stranger
from callbacks.searching import events_holding
from configuration.admin.read_only import OperationsAdmin, ReadOnlyAdmin


@admin.register(RawEvent)
class RawEventAdmin(ReadOnlyAdmin):
    list_display = ("__str__", "received_at", "method", "outcome", "note")
    list_filter = ("outcome", "method", ("received_at", admin.DateFieldListFilter))
    search_fields = ("digest__exact",)
    search_help_text = "An id of Mitto's, our reference, or any words of the request"
    show_full_result_count = False
    actions = ("process_again",)
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

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[RawEvent], search_term: str
    ) -> tuple[QuerySet[RawEvent], bool]:
        return (events_holding(queryset, search_term.strip()) if search_term.strip() else queryset), False

    @admin.action(description="Process the selected events again", permissions=["view"])
    def process_again(self, request: HttpRequest, queryset: QuerySet[RawEvent]) -> None:
        """Oldest first. What an event already did is not done twice."""
        events = list(queryset.order_by("pk"))
        for event in events:
            journal.process_again(event)
        messages.success(request, f"Processed {len(events):,} events again. Nothing was done twice.")

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
