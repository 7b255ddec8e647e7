"""The state of the gateway and of the workers, reports and refusals, to read."""

from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest

from configuration.admin.read_only import OperationsAdmin, ReadOnlyAdmin
from sms.models import Attempt, DeliveryUpdate, GatewayState, Worker


@admin.register(GatewayState)
class GatewayStateAdmin(ReadOnlyAdmin):
    """A pause is ended in Setup."""

    list_display = ("__str__", "pause_reason", "paused_at", "quiet_until", "failures_in_a_row", "slowed_to")
    fields = ("is_paused", "pause_reason", "paused_at", "quiet_until", "failures_in_a_row", "slowed_to", "slowed_at")


@admin.register(DeliveryUpdate)
class DeliveryUpdateAdmin(ReadOnlyAdmin):
    list_display = ("sms", "status", "effect", "error_code", "network", "occurred_at", "received_at")
    list_filter = ("status", "effect")
    list_select_related = ("sms",)
    search_fields = ("gateway_key__exact",)
    show_full_result_count = False


@admin.register(Attempt)
class AttemptAdmin(ReadOnlyAdmin):
    list_display = ("sms", "verdict", "error", "at")
    list_filter = ("verdict",)
    list_select_related = ("sms",)
    show_full_result_count = False


@admin.register(Worker)
class WorkerAdmin(OperationsAdmin):
    """One that has been silent for half a minute is dead, or stands still."""

    list_display = ("name", "is_alive", "seen_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Worker]:
        alive = Worker.objects.alive().filter(pk=OuterRef("pk"))
        found: QuerySet[Worker] = super().get_queryset(request).annotate(is_seen=Exists(alive))
        return found

    @admin.display(description="alive", boolean=True)
    def is_alive(self, worker: Any) -> bool:
        return bool(worker.is_seen)
