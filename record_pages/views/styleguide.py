"""The styleguide: each part of the design system, for those who build pages."""

from typing import Any

from django.conf import settings
from django.contrib.auth.mixins import UserPassesTestMixin
from django.views.generic import TemplateView

ICONS = """
    home lead contact campaign sms template broadcast setup search menu user plus edit delete close up down
    expand left right check success info warning error opt-out phone clock reply send
"""
COLOURS = """
    canvas surface sunken hover line edge line-strong ink ink-soft accent accent-strong accent-tint on-accent focus
    good good-tint warn warn-tint bad bad-tint info info-tint lead contact campaign sms template broadcast
"""


class Styleguide(UserPassesTestMixin, TemplateView):
    template_name = "record_pages/styleguide.html"
    extra_context: dict[str, Any] = {"icons": ICONS.split(), "colours": COLOURS.split()}

    def test_func(self) -> bool:
        return settings.DEBUG or bool(getattr(self.request.user, "is_staff", False))
