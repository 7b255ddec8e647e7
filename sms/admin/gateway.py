"""The state of the gateway and of the workers, reports and refusals, to read."""

from django.contrib import admin

from configuration.admin.read_only import OperationsAdmin, ReadOnlyAdmin
from sms.models import Attempt, DeliveryUpdate, GatewayState, Worker


@admin.register(GatewayState)
class GatewayStateAdmin(ReadOnlyAdmin):
    """A pause is ended in Setup."""

    list_display = ("__str__", "pause_reason", "paused_at", "quiet_until", "failures_in_a_row")
    fields = ("is_paused", "pause_reason", "paused_at", "quiet_until", "failures_in_a_row")


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
    list_display = ("name", "seen_at")
