"""Broadcasts: one text to every member of a campaign, or to people selected by hand."""

from django.conf import settings
from django.db import models
from django.urls import reverse

from configuration.models import Sender
from crm.models import Campaign
from sms.models.selection import Selection
from templates_app.models import SmsTemplate


class BroadcastQuerySet(models.QuerySet["Broadcast"]):
    def running(self) -> "BroadcastQuerySet":
        """Those whose SMS may leave now."""
        return self.filter(status=Broadcast.Status.RUNNING)


class Broadcast(models.Model):
    """A text sent to a campaign or a selection: who it goes to is frozen when it is confirmed.

    building ─► waiting ─► running ─► finished
    scheduled ────────────────┘▲ │▲
        └─► missed ────────────┘ ▼│
                               paused
    any but finished ─► cancelled

    building: its rows are made, page by page. waiting: until `starts_at`, time to undo. scheduled: its rows are made
    now and leave at `scheduled_at`. missed: nobody was there to start it in time, so a person decides.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        SCHEDULED = "scheduled", "Scheduled"
        BUILDING = "building", "Building"
        WAITING = "waiting", "Waiting"
        RUNNING = "running", "Running"
        PAUSED = "paused", "Paused"
        MISSED = "missed", "Missed"
        CANCELLED = "cancelled", "Cancelled"
        FINISHED = "finished", "Finished"

    campaign = models.ForeignKey(Campaign, null=True, blank=True, on_delete=models.SET_NULL, related_name="broadcasts")
    selection = models.ForeignKey(Selection, null=True, blank=True, on_delete=models.PROTECT, related_name="broadcasts")
    sender = models.ForeignKey(Sender, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    originator = models.CharField("from", max_length=20)
    template = models.ForeignKey(SmsTemplate, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField(help_text="With its merge fields; each SMS keeps what its person got.")

    status = models.CharField(max_length=9, choices=Status.choices, default=Status.BUILDING)
    pause_reason = models.CharField(max_length=255, blank=True, default="")
    scheduled_at = models.DateTimeField(null=True, blank=True)
    starts_at = models.DateTimeField(null=True, blank=True)
    send_before = models.DateTimeField(null=True, blank=True)

    # Building: members up to `last_member` are in, those up to `built_to` have their row or their exclusion. One that
    # sends again to those that failed reads their SMS instead of members.
    resend_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="resends")
    are_doubtful_left_out = models.BooleanField(default=False)
    last_member = models.BigIntegerField(default=0)
    built_to = models.BigIntegerField(default=0)
    built_at = models.DateTimeField(null=True, blank=True)
    excluded = models.JSONField(default=dict, blank=True, help_text="Members left out by reason, once it is built.")

    # The trial run: only SMS up to this one leave until the brake has judged them.
    trial_size = models.PositiveIntegerField(default=0)
    trial_to = models.BigIntegerField(null=True, blank=True)
    braked_at = models.DateTimeField(null=True, blank=True)

    form_token = models.CharField(max_length=64, null=True, blank=True, unique=True)  # noqa: DJ001  unique, so no ""
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = BroadcastQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    status__in=[
                        "draft",
                        "scheduled",
                        "building",
                        "waiting",
                        "running",
                        "paused",
                        "missed",
                        "cancelled",
                        "finished",
                    ]
                ),
                name="broadcast_status_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(campaign__isnull=True) | models.Q(selection__isnull=True),
                name="broadcast_is_to_a_campaign_or_a_selection",
                violation_error_message="A broadcast goes to a campaign or to selected people, never to both.",
            ),
        ]
        indexes = [
            # the engine's lanes, the sweep's unfinished builds
            models.Index(
                fields=["status"],
                condition=models.Q(status__in=["scheduled", "building", "waiting", "running"]),
                name="broadcast_active",
            ),
        ]

    def __str__(self) -> str:
        return f"Broadcast {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("broadcast", args=[self.pk])

    @property
    def audience(self) -> Campaign | Selection | None:
        """Whose members it speaks to; `None` once its campaign was deleted."""
        return self.campaign or self.selection

    @property
    def is_built(self) -> bool:
        """Whether everybody it speaks to has a row or an exclusion."""
        return self.built_at is not None
