"""An opt-out through any door, at any state of a message: nothing is armed for that number afterwards."""

import uuid
from collections.abc import Callable

import pytest
import tablib
from django.test import Client
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

from configuration.models import Configuration
from crm.models import Lead
from optout import reviews, suppression
from optout.models import Review
from optout.person_resources import LeadResource
from sms import outbox, sweep
from sms.models import Sms
from sms.status import Status
from tests.factories import ago, make_broadcast, make_contact, make_lead, make_setup, make_sms, make_user

pytestmark = pytest.mark.django_db

NUMBER = "+447700900123"
Door = Callable[[], object]


def post_reply(text: str) -> None:
    url = f"/callbacks/mitto/{Configuration.current().callback_token}/"
    Client().post(url, {"from": NUMBER, "to": "447900000000", "text": text}, content_type="application/json")


def browser(permission_set: str = "agent") -> Client:
    client = Client()
    client.force_login(make_user(permission_set))
    return client


def by_reply() -> None:
    post_reply("Stop. Thank you")


def by_review() -> None:
    post_reply("please stop sending me texts")
    reviews.decide(Review.objects.get(), is_opt_out=True, by=make_user("manager"))


def by_lead() -> None:
    browser().post(f"/leads/{make_lead(mobile_phone=NUMBER).pk}/opt-out/", {"reason": ""})


def by_contact() -> None:
    browser().post(f"/contacts/{make_contact(mobile_phone=NUMBER).pk}/opt-out/", {"reason": ""})


def by_new_lead() -> None:
    fields = {"last_name": "Boxer", "company": "Farmers", "country": "GB", "mobile_phone": NUMBER}
    browser().post("/leads/new/", fields | {"status": "Open", "sms_opt_out": "on"})


def by_admin() -> None:
    client, contact = Client(), make_contact(mobile_phone=NUMBER)
    client.force_login(make_user("admin", is_staff=True, is_superuser=True))
    fields = {"action": "opt_out_selected", "_selected_action": contact.pk, "reason": "Called us", "apply": "1"}
    client.post("/admin/crm/contact/", fields)


def program() -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Token {Token.objects.create(user=make_user('agent')).key}")
    return client


def by_api() -> None:
    program().post("/api/v1/opt-outs/", {"number": NUMBER})


def by_api_lead() -> None:
    program().post(
        "/api/v1/leads/", {"last_name": "Boxer", "company": "Farmers", "mobile_phone": NUMBER, "sms_opt_out": True}
    )


def by_api_contact() -> None:
    program().patch(f"/api/v1/contacts/{make_contact(mobile_phone=NUMBER).pk}/", {"sms_opt_out": True})


def by_number_changed_by_api() -> None:
    lead = make_lead()
    suppression.opt_out(lead.mobile_phone_e164, source="person")
    program().patch(f"/api/v1/leads/{lead.pk}/", {"mobile_phone": NUMBER})


def by_import() -> None:
    rows = tablib.Dataset(
        ("Boxer", "Farmers", NUMBER, "true"), headers=("last_name", "company", "mobile_phone", "sms_opt_out")
    )
    result = LeadResource().import_data(rows, user=make_user("admin"))
    assert not result.has_errors() and not result.has_validation_errors()


def by_changed_number() -> None:
    lead = make_lead()
    suppression.opt_out(lead.mobile_phone_e164, source="person")
    lead.mobile_phone = NUMBER
    lead.save()


def by_changed_setting() -> None:
    lead = make_lead(phone=NUMBER)
    suppression.opt_out(lead.mobile_phone_e164, source="person")
    make_setup(lead_mobile="phone")


DOORS = (
    *(by_reply, by_review, by_lead, by_contact, by_new_lead, by_admin, by_api, by_api_lead, by_api_contact),
    *(by_import, by_changed_number, by_number_changed_by_api, by_changed_setting),
)
OUTBOUND = [status for status in Status if status not in (Status.RECEIVED, Status.OPT_OUT)]


def arm_all() -> list[int]:
    parcels = outbox.claim(singles=500, broadcasts=500)
    return [parcel.pk for parcel in outbox.arm(parcels, uuid.uuid4())]


def make_at_every_status() -> list[Sms]:
    """Singles and rows of a broadcast, of everybody who may send but the answers to replies; leases have ended."""
    origins = ("person", "api", "automation", "broadcast")
    made = []
    for status in OUTBOUND:
        for origin in origins:
            changes = {"broadcast": make_broadcast()} if origin == "broadcast" else {}
            made.append(make_sms(recipient=NUMBER, origin=origin, status=status, **changes))
    return made


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
def test_nothing_is_armed_for_a_number_that_opted_out(door: Door) -> None:
    make_setup()
    make_at_every_status()
    bystander = make_sms()
    door()
    assert suppression.is_opted_out(NUMBER)
    assert arm_all() == [bystander.pk]
    Sms.objects.filter(status__in=["claimed", "posting"]).update(lease_until=ago(1))
    sweep.sweep()
    # A person tries again what was left out or lost.
    Sms.objects.filter(recipient=NUMBER, status="skipped").update(status="queued", due_at=ago(1))
    make_sms(recipient=NUMBER)
    assert arm_all() == []
    assert not Sms.objects.singles().filter(recipient=NUMBER, status__in=["queued", "claimed"]).exists()


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
def test_an_opt_out_between_claim_and_arming_is_in_time(door: Door) -> None:
    make_setup()
    sms = make_sms(recipient=NUMBER)
    parcels = outbox.claim(singles=500, broadcasts=500)
    door()
    assert outbox.arm(parcels, uuid.uuid4()) == []
    sms.refresh_from_db()
    assert (sms.status, sms.skip_reason) == ("skipped", "opted_out")


def test_somebody_added_later_is_opted_out_from_the_start() -> None:
    by_reply()
    Lead.objects.bulk_create([Lead(last_name="New", company="Acme", country="GB", mobile_phone=NUMBER)])
    make_sms(recipient=NUMBER, lead=Lead.objects.get())
    assert arm_all() == []


def test_a_second_stop_after_a_start_or_a_clear_counts_again() -> None:
    by_reply()
    post_reply("START")
    assert not suppression.is_opted_out(NUMBER)
    by_reply()
    suppression.clear(NUMBER, by=make_user("manager"), reason="Asked for it on the phone")
    by_reply()
    assert suppression.is_opted_out(NUMBER)
    assert [event.what for event in suppression.history_of(NUMBER)][::-1] == [
        "opted_out",
        "opted_in",
        "opted_out",
        "cleared",
        "opted_out",
    ]
