"""What every part of the demo data builds on: the moment, the dice, the logins, senders and templates."""

import random
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.auth.models import User
from django.utils import timezone

from configuration.models import Sender
from mitto_crm.seeding import installation
from templates_app.models import SmsTemplate


@dataclass(frozen=True)
class Stage:
    """One demo in the making."""

    users: dict[str, User]
    senders: dict[str, Sender]
    templates: dict[str, SmsTemplate]
    now: datetime = field(default_factory=timezone.now)
    # Loaded dice: two demos differ in nothing but the date.
    rng: random.Random = field(default_factory=lambda: random.Random(160))


def set_stage() -> Stage:
    installation.complete_setup()
    senders = installation.make_senders()
    return Stage(users=installation.make_logins(), senders=senders, templates=installation.make_templates(senders))
