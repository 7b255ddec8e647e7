"""What a demo needs so that no page of it is empty, and the addresses of its pages; runs inside the demo."""

import json
import sys
from typing import Any

from django.contrib.auth.models import User
from django.urls import reverse

from crm.models import Campaign, Contact, Lead
from optout.models import Review
from record_pages.models import ListView
from sms import inbox
from sms.models import Broadcast, Exclusion, Sms
from templates_app.models import SmsTemplate
from tests.factories import make_reply

FREE_REFUSAL = "Please take me off your list, this is the third time I ask"
# Names of addresses about a person, a campaign or a broadcast, each a page.
OF_A_PERSON = ("edit", "delete", "opt-out", "campaigns")
OF_A_CAMPAIGN = ("edit", "delete", "members")
OF_A_BROADCAST = ("results", "send-again")


def tell() -> None:
    sys.stdout.write(json.dumps(addresses()))


def addresses() -> dict[str, str]:
    """Name of a page to its address; the records are those with the most to show."""
    reply = Sms.objects.filter(direction="inbound", status="received", lead__isnull=False).latest("pk")
    talker, campaign = reply.lead, Campaign.objects.get(name="Newsletter")
    assert talker is not None, "filtered by it"
    silent = Lead.objects.filter(mobile_phone="").first() or talker
    view, broadcast = saved_view(), Broadcast.objects.latest("pk")
    have_a_review(Lead.objects.exclude(mobile_phone_e164="").exclude(pk=talker.pk).latest("pk"))
    found: dict[str, Any] = {
        "lead": talker,
        "lead-opted-out": Sms.objects.filter(status="opt_out", lead__isnull=False).latest("pk").lead,
        "lead-without-number": silent,
        "contact": Contact.objects.filter(sms__isnull=False).latest("pk"),
        "campaign": campaign,
        "campaign-over": Campaign.objects.get(name="Open day"),
        "broadcast": broadcast,
        "template": SmsTemplate.objects.exclude(text="").order_by("-related_object", "pk").first(),
        **{f"sms-{status}": Sms.objects.filter(status=status).latest("pk") for status in ("delivered", "unknown")},
        "sms-inbound": reply,
        "sms-too-late": Sms.objects.filter(skip_reason="too_late").first() or reply,
    }
    return {
        **{name: record.get_absolute_url() for name, record in found.items()},
        **{f"lead-{page}": reverse(f"lead-{page}", args=[talker.pk]) for page in OF_A_PERSON},
        **{f"contact-{page}": reverse(f"contact-{page}", args=[found["contact"].pk]) for page in OF_A_PERSON},
        **{f"campaign-{page}": reverse(f"campaign-{page}", args=[campaign.pk]) for page in OF_A_CAMPAIGN},
        **{f"broadcast-{page}": reverse(f"broadcast-{page}", args=[broadcast.pk]) for page in OF_A_BROADCAST},
        "lead-section": reverse("lead-section", args=[talker.pk, 0]),
        "contact-section": reverse("contact-section", args=[found["contact"].pk, 0]),
        "campaign-section": reverse("campaign-section", args=[campaign.pk, 0]),
        "broadcast-left-out": reverse("broadcast-left-out", args=[broadcast.pk, Exclusion.Reason.NO_NUMBER]),
        "member-add": reverse("member-add", args=[campaign.pk]),
        "send-lead": reverse("send-sms", args=["lead", talker.pk]),
        "send-campaign": reverse("send-broadcast", kwargs={"kind": "campaign", "pk": campaign.pk}),
        "thread": reverse("thread", args=[reply.pk]),
        "template-clone": reverse("template-clone", args=[found["template"].pk]),
        "template-delete": reverse("template-delete", args=[found["template"].pk]),
        "leads-filtered": f"{reverse('leads')}?view={view.pk}",
        "list-view-edit": reverse("list-view-edit", args=[view.pk]),
        "list-view-delete": reverse("list-view-delete", args=[view.pk]),
    }


def saved_view() -> ListView:
    columns = ["name", "company", "mobile", "rating", "city", "created_at"]
    view, _ = ListView.objects.get_or_create(
        owner=User.objects.get(username="admin"),
        object_name="lead",
        name="Hot leads",
        defaults={"filters": [["rating", "is", "Hot"]], "columns": columns, "is_shared": True},
    )
    return view


def have_a_review(lead: Lead) -> None:
    if not Review.objects.open().exists():
        inbox.receive(make_reply(FREE_REFUSAL, sender=lead.mobile_phone_e164))
