"""Home: today's counts, what needs attention, the last 30 days, what happened last."""

from typing import Any

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.views.generic import TemplateView

from record_pages import trends
from record_pages.attention import matters
from record_pages.today import today
from sms.models import Broadcast, Sms

RECENT_ROWS = 6


class Home(PermissionRequiredMixin, TemplateView):
    permission_required = "sms.view_sms"
    template_name = "record_pages/home/home.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        sms = Sms.objects.select_related("lead", "contact")
        broadcasts = Broadcast.objects.select_related("campaign", "selection")
        if not self.request.user.has_perm("sms.view_broadcast"):
            broadcasts = broadcasts.none()
        return super().get_context_data(
            **context,
            today=today(),
            matters=matters(self.request.user),
            charts=charts(),
            recent_sms=sms[:RECENT_ROWS],
            recent_broadcasts=broadcasts[:RECENT_ROWS],
        )


def charts() -> dict[str, Any]:
    """The last 30 days as the templates draw them."""
    days = trends.last_days()
    return {
        "days": days,
        "rate": trends.overall_rate(days),
        "rate_bars": trends.rate_bars(days),
        "answer_bars": trends.answer_bars(days),
        "highest_answer": trends.highest_answer(days),
        "replies": sum(day.replies for day in days),
        "opt_outs": sum(day.opt_outs for day in days),
    }
