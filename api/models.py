"""Idempotency keys: which request already made something."""

from django.conf import settings
from django.db import models


class IdempotencyKey(models.Model):
    """A key a program sent with a request, and what that request made. Stored in the transaction that made it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    endpoint = models.CharField(max_length=20)
    key = models.CharField(max_length=255)
    body_digest = models.CharField(max_length=64)
    made_id = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            # of two requests at once, the second waits here for the first
            models.UniqueConstraint(fields=["user", "endpoint", "key"], name="idempotency_key_is_used_once"),
        ]
        indexes = [
            # forgetting old keys
            models.Index(fields=["created_at"], name="idempotency_key_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.endpoint} {self.made_id}"
