"""The state of the gateway as all workers share it."""

from django.db import models


class GatewayState(models.Model):
    """One row: is Mitto taking messages, how fast may we go, who is sweeping. Times are the database's."""

    # 401 or 403 pauses everything until the key changes or an admin resumes.
    is_paused = models.BooleanField(default=False)
    pause_reason = models.CharField(max_length=255, blank=True, default="")
    paused_at = models.DateTimeField(null=True, blank=True)

    # 429 and lost connections: nobody posts before this.
    quiet_until = models.DateTimeField(null=True, blank=True)
    failures_in_a_row = models.PositiveIntegerField(default=0)

    # The pace, in segments per second, that a 429 at that moment slowed us down to; see sms.pace.
    slowed_to = models.FloatField(null=True, blank=True)
    slowed_at = models.DateTimeField(null=True, blank=True)

    # The token bucket, in segments; negative after a long text was let through.
    tokens = models.FloatField(default=0)
    tokens_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="there_is_one_gateway_state"),
        ]

    def __str__(self) -> str:
        return "paused" if self.is_paused else "running"

    @classmethod
    def current(cls) -> "GatewayState":
        """The one row, made where there is none yet."""
        return cls.objects.get_or_create(pk=1)[0]
