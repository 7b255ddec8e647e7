"""User profiles: what we know about the people who sign in."""

from django.conf import settings
from django.db import models


class UserProfile(models.Model):
    """One person's own settings."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="profile")
    mobile = models.CharField("my mobile", max_length=40, blank=True, default="", help_text="Where test SMS go.")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"Profile of {self.user}"
