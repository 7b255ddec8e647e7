"""The audit trail: what was done to keys, tokens, permissions and data, and by whom."""

from django.conf import settings
from django.db import models


class AuditEntry(models.Model):
    """One act that must stay traceable. Rows are only ever added; what changed in Setup is in its history."""

    class What(models.TextChoices):
        KEY_CHANGED = "key_changed", "Product key changed"
        KEY_REVEALED = "key_revealed", "Product key revealed"
        TOKEN_REPLACED = "token_replaced", "Callback token replaced"
        GATEWAY_APPROVED = "gateway_approved", "Gateway approved"
        ACCESS_GIVEN = "access_given", "User Access given"
        PERMISSIONS_CHANGED = "permissions_changed", "Permissions changed"
        EXPORTED = "exported", "Data exported"
        IMPORTED = "imported", "Data imported"
        MARKED_AS_SENT = "marked_as_sent", "Unknown SMS marked as sent"
        SENT_AGAIN = "sent_again", "Unknown SMS sent again"

    what = models.CharField(max_length=20, choices=What.choices)
    detail = models.CharField(max_length=255, blank=True, default="")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField("by", max_length=150, help_text="Kept when the user is deleted.")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "audit entry"
        verbose_name_plural = "audit trail"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.get_what_display()} ({self.pk})"
