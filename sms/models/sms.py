"""The SMS: one text to or from one number. Its row is the queue entry, the record and the proof."""

import secrets
import time

from django.conf import settings
from django.db import models
from django.urls import reverse

from crm.models import Campaign, Contact, Lead
from sms.models.broadcast import Broadcast
from sms.status import ENDED, IN_FLIGHT, STAGES, Stage, Status
from templates_app.models import SmsTemplate

# What the original's "Message Status" shows; everything else shows its status in capitals.
MESSAGE_STATUS = {
    Status.OPT_OUT: "OPT-OUT",
    Status.CLAIMED: "QUEUED",
    Status.POSTING: "QUEUED",
    Status.DELIVERED: "SENT",
    Status.UNDELIVERED: "FAILED",
    Status.EXPIRED: "FAILED",
    Status.REJECTED: "FAILED",
}


def new_reference() -> str:
    """Our name for an SMS at Mitto: unguessable and never used twice.

    It begins with the time, so that rows made together are neighbours in the index of references.
    """
    return f"{time.time_ns():016x}{secrets.token_hex(8)}"


def stage_of_status() -> models.Case:
    whens = (models.When(status=status.value, then=stage.value) for status, stage in STAGES.items())
    return models.Case(*whens, default=Stage.OVER.value)


class SmsQuerySet(models.QuerySet["Sms"]):
    def outbound(self) -> "SmsQuerySet":
        return self.filter(direction=Sms.Direction.OUTBOUND)

    def inbound(self) -> "SmsQuerySet":
        return self.filter(direction=Sms.Direction.INBOUND)

    def waiting(self) -> "SmsQuerySet":
        return self.filter(stage=Stage.OPEN, status=Status.QUEUED)

    def of_status(self, status: str) -> "SmsQuerySet":
        """By the index there is for it, should there be one: the few unknown among all."""
        return self.filter(status=status, stage=STAGES.get(Status(status), Stage.OVER))

    def in_flight(self) -> "SmsQuerySet":
        """Found by looking through all that is open: where a lease begins or ends, no index is touched."""
        return self.filter(stage=Stage.OPEN, status__in=IN_FLIGHT)

    def unknown(self) -> "SmsQuerySet":
        return self.filter(stage=Stage.UNKNOWN)

    def newest_first(self) -> "SmsQuerySet":
        """Of few that an index finds. By `-pk` the planner may walk all SMS backwards until it meets one of them."""
        return self.order_by((models.F("pk") + 0).desc())

    def singles(self) -> "SmsQuerySet":
        """Texts one person or program sent to one number; they go before broadcasts."""
        return self.filter(broadcast__isnull=True)


class Sms(models.Model):
    """One SMS. The path of an outbound one is drawn in `sms.status`; an inbound one is received or opt_out."""

    class Direction(models.TextChoices):
        OUTBOUND = "outbound", "Outbound"
        INBOUND = "inbound", "Inbound"

    class Origin(models.TextChoices):
        """Who asked for it. All but a person's own texts are held while a refusal waits for review."""

        PERSON = "person", "A person"
        BROADCAST = "broadcast", "A broadcast"
        API = "api", "A program (REST)"
        AUTOMATION = "automation", "An automation"
        CONFIRMATION = "confirmation", "An answer to STOP or HELP"
        REPLY = "reply", "A reply"

    class SkipReason(models.TextChoices):
        OPTED_OUT = "opted_out", "Opted out"
        HELD = "held", "Waiting for review"
        TOO_LATE = "too_late", "Too late"

    # What
    direction = models.CharField(max_length=8, choices=Direction.choices, default=Direction.OUTBOUND)
    origin = models.CharField(max_length=12, choices=Origin.choices, default=Origin.PERSON)
    originator = models.CharField("from", max_length=20)
    recipient = models.CharField("to", max_length=20)
    text = models.TextField()
    encoding = models.CharField(max_length=4)
    segments = models.PositiveSmallIntegerField(default=0)
    is_test = models.BooleanField(default=False)

    # Whom and why. A change of stage writes to every index a row is in, so each has only those it needs (below).
    lead = models.ForeignKey(Lead, null=True, blank=True, on_delete=models.SET_NULL, related_name="sms", db_index=False)
    contact = models.ForeignKey(
        Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="sms", db_index=False
    )
    campaign = models.ForeignKey(
        Campaign, null=True, blank=True, on_delete=models.SET_NULL, related_name="sms", db_index=False
    )
    broadcast = models.ForeignKey(
        Broadcast, null=True, blank=True, on_delete=models.PROTECT, related_name="sms", db_index=False
    )
    template = models.ForeignKey(
        SmsTemplate, null=True, blank=True, on_delete=models.SET_NULL, related_name="sms", db_index=False
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    resend_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="resends", db_index=False
    )
    form_token = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001  unique, so no ""

    # Where it stands; moved only through sms.status
    status = models.CharField(max_length=11, choices=Status.choices, default=Status.QUEUED)
    stage = models.GeneratedField(
        expression=stage_of_status(), output_field=models.PositiveSmallIntegerField(choices=Stage), db_persist=True
    )
    delivery_status = models.CharField("delivery status", max_length=32, blank=True, default="")
    skip_reason = models.CharField(max_length=10, blank=True, default="", choices=SkipReason.choices)
    error = models.CharField(max_length=255, blank=True, default="")
    error_code = models.CharField(max_length=32, blank=True, default="")
    sent_messages = models.PositiveSmallIntegerField("number of sent messages", default=0)
    has_contradiction = models.BooleanField(
        default=False, help_text="Mitto reported two endings that exclude each other."
    )

    # How Mitto knows it
    reference = models.CharField(max_length=64, default=new_reference)
    gateway_id = models.CharField(max_length=64, blank=True, default="")
    gateway_key = models.CharField(max_length=64, blank=True, default="", editable=False)
    # What a call of /smsbulk that carried it had for a reference; reports on it name that one.
    call_reference = models.CharField(max_length=64, blank=True, default="", editable=False)

    # The queue, by database time
    due_at = models.DateTimeField(null=True, blank=True)
    send_before = models.DateTimeField(null=True, blank=True)
    open_until = models.DateTimeField(null=True, blank=True)  # when the allowed hours around `due_at` end
    claim_id = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempt_id = models.UUIDField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)

    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True, help_text="When somebody first opened this reply.")

    objects = SmsQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "SMS"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(lead__isnull=True) | models.Q(contact__isnull=True),
                name="sms_has_at_most_one_person",
            ),
            models.CheckConstraint(condition=models.Q(status__in=Status.values), name="sms_status_is_known"),
            models.CheckConstraint(
                condition=~models.Q(status__in=IN_FLIGHT) | models.Q(lease_until__isnull=False),
                name="sms_in_flight_has_a_lease",
            ),
            # Also finds the SMS to a number: the person last texted there; threads.
            models.UniqueConstraint(fields=["recipient", "broadcast"], name="number_is_texted_once_by_a_broadcast"),
            # Not `unique=True` on the field: PostgreSQL would get a second index, for LIKE.
            models.UniqueConstraint(fields=["reference"], name="sms_reference_is_used_once"),
            models.UniqueConstraint(
                fields=["form_token"],
                condition=models.Q(form_token__isnull=False),
                name="form_sends_one_sms",
            ),
        ]
        # None names the status, and what changes between two stages is in none: see `Stage`.
        indexes = [
            # claim: the next due rows of a lane (singles: no broadcast); sweep: leases that ended
            models.Index(
                fields=["broadcast", "due_at", "id"], condition=models.Q(stage=Stage.OPEN), name="sms_due_by_lane"
            ),
            # the unknown desk
            models.Index(fields=["-id"], condition=models.Q(stage=Stage.UNKNOWN), name="sms_unknown"),
            # report: which SMS does this id belong to
            models.Index(fields=["gateway_key"], condition=~models.Q(gateway_key=""), name="sms_by_gateway_key"),
            # what came from a number; threads
            models.Index(fields=["originator", "-id"], condition=models.Q(direction="inbound"), name="sms_by_sender"),
            # the inbox: the newest replies, and those nobody has read
            models.Index(fields=["-id"], condition=models.Q(direction="inbound"), name="sms_inbound"),
            models.Index(
                fields=["originator"],
                condition=models.Q(direction="inbound", read_at__isnull=True),
                name="sms_unread",
            ),
            # the SMS of a person, a campaign, a broadcast; what was sent again
            models.Index(fields=["lead", "-id"], condition=models.Q(lead__isnull=False), name="sms_by_lead"),
            models.Index(fields=["contact", "-id"], condition=models.Q(contact__isnull=False), name="sms_by_contact"),
            models.Index(
                fields=["campaign", "-id"], condition=models.Q(campaign__isnull=False), name="sms_by_campaign"
            ),
            models.Index(
                fields=["broadcast", "-id"], condition=models.Q(broadcast__isnull=False), name="sms_by_broadcast"
            ),
            models.Index(fields=["resend_of"], condition=models.Q(resend_of__isnull=False), name="sms_by_resend_of"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("sms", args=[self.pk])

    @property
    def number(self) -> str:
        """The SMS ID people see."""
        return f"SMS-{self.pk:06d}"

    @property
    def message_status(self) -> str:
        """The status in the original's words."""
        return MESSAGE_STATUS.get(Status(self.status), self.status.upper())

    @property
    def person(self) -> Lead | Contact | None:
        return self.lead or self.contact

    @property
    def is_inbound(self) -> bool:
        return self.direction == self.Direction.INBOUND

    @property
    def has_ended(self) -> bool:
        """Nothing more will happen by itself."""
        return self.status in ENDED
