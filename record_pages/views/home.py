"""Home: today's counts, what needs attention, what happened last."""

from typing import Any

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.views.generic import TemplateView

from callbacks import heartbeat
from optout import reviews
from record_pages.today import today
from sms.conversations import unread_count
from sms.models import Broadcast, Sms
from sms.readiness import problems

RECENT_ROWS = 6


class Home(PermissionRequiredMixin, TemplateView):
    permission_required = "sms.view_sms"
    template_name = "record_pages/home/home.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        sms = Sms.objects.select_related("lead", "contact")
        may_see_broadcasts = self.request.user.has_perm("sms.view_broadcast")
        broadcasts = Broadcast.objects.select_related("campaign") if may_see_broadcasts else Broadcast.objects.none()
        return super().get_context_data(
            **context,
            today=today(),
            setup_problems=problems(),
            open_reviews=reviews.open_count(),
            callback_warnings=heartbeat.warnings(),
            unread_replies=unread_count(),
            recent_sms=sms[:RECENT_ROWS],
            recent_broadcasts=broadcasts[:RECENT_ROWS],
        )
