"""Demo data and load data: what `manage.py seed` makes, and that it never makes it twice."""

from collections import Counter
from datetime import timedelta
from io import StringIO
from itertools import pairwise

import phonenumbers
import pytest
import time_machine
from django.apps import apps
from django.contrib.auth.backends import ModelBackend
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Count, F
from django.utils import timezone

from configuration.models import Configuration, Sender
from crm.models import Campaign, CampaignMember, Contact, Lead
from crm.models.person import LeadSource
from crm.phone import parse_number
from mitto_crm.seeding import load, numbers
from optout.models import Review, Suppression
from simulator.faults import ENDINGS
from sms import broadcasts, outbox, readiness
from sms.models import Broadcast, DeliveryUpdate, Sms
from sms.status import ENDED, Status
from sms.sweep import sweep
from templates_app.models import SmsTemplate

pytestmark = pytest.mark.django_db

VISITORS = range(447700900000, 447700901000)


def seed(*options):
    output = StringIO()
    call_command("seed", *options, stdout=output)
    return output.getvalue()


@pytest.fixture
def seeded(db):
    return seed()


def row_counts():
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


def all_numbers():
    """Every phone number anywhere in the demo, as digits."""
    for kind, fields in (
        (Lead, ("phone", "mobile_phone", "fax")),
        (Contact, ("phone", "mobile_phone", "home_phone", "other_phone", "assistant_phone", "fax")),
    ):
        for field in fields:
            yield from kind.objects.exclude(**{f"{field}_e164": ""}).values_list(f"{field}_e164", flat=True)
    yield from Sms.objects.values_list("recipient", flat=True)
    yield from Sms.objects.values_list("originator", flat=True)
    yield from Sender.objects.values_list("name", flat=True)


def test_it_makes_a_small_company_and_one_large_campaign(seeded):
    assert Lead.objects.exclude(lead_source=LeadSource.PURCHASED_LIST).count() == 40
    assert Contact.objects.count() == 25
    assert Campaign.objects.count() == 3
    assert max(Campaign.objects.annotate(size=Count("members")).values_list("size", flat=True)) == 500
    assert set(SmsTemplate.objects.values_list("related_object", flat=True)) == {"lead", "contact", "campaign"}
    assert "475 leads, 25 contacts, 3 campaigns" in seeded


def test_the_people_made_by_hand_come_first_in_every_list(seeded):
    assert all(lead.lead_source != LeadSource.PURCHASED_LIST for lead in Lead.objects.all()[:40])
    assert all(later.created_at <= sooner.created_at for sooner, later in pairwise(Lead.objects.all()))


def test_each_login_works_and_has_its_permission_set(seeded):
    assert "admin, manager or agent; the password is demo" in seeded
    admin, manager, agent = (
        ModelBackend().authenticate(None, username=username, password="demo")
        for username in ("admin", "manager", "agent")
    )
    assert [user.groups.get().name for user in (admin, manager, agent)] == [
        "Mitto Admin",
        "Mitto Campaign Manager",
        "Mitto User Access",
    ]
    assert admin.is_staff and admin.is_superuser
    assert manager.has_perm("configuration.send_broadcast")
    assert not manager.has_perm("configuration.change_configuration")
    assert agent.has_perm("configuration.send_sms")
    assert not agent.has_perm("configuration.send_broadcast")


def test_everything_is_set_up_to_send_at_once(seeded):
    setup = Configuration.current()
    assert readiness.problems() == []
    assert (setup.default_country, setup.lead_mobile, setup.contact_mobile) == ("GB", "mobile_phone", "mobile_phone")
    assert setup.rate_limit is None
    assert set(Sender.objects.values_list("type", flat=True)) == {"numeric", "branded"}
    for kind in (Lead, Contact, Campaign, Sender, SmsTemplate):
        for row in kind.objects.all():
            row.full_clean()


def test_the_large_campaign_shows_every_reason_to_leave_somebody_out(seeded):
    preview = broadcasts.preview(Campaign.objects.get(name="Newsletter"))
    assert preview.exclusions == {"no_number": 12, "unusable_number": 6, "opted_out": 8, "same_number": 5}
    assert preview.recipients == 469
    numbers_read = [lead.mobile for lead in Lead.objects.all()]
    assert len({number.problem for number in numbers_read} - {""}) == 4
    assert any(number.doubt == "This looks like a landline." for number in numbers_read)


def test_no_number_is_a_visitors_or_makes_the_simulator_misbehave(seeded):
    found = [number.lstrip("+") for number in all_numbers() if number.lstrip("+").isdigit()]
    assert len(found) > 600
    assert not [number for number in found if int(number) in VISITORS]
    assert not [number for number in found if number[-4:] in ENDINGS]
    assert not [number for number in found if number[-4:-1] in ("000", "900")]


def test_the_history_shows_every_way_an_sms_can_end_and_leaves_the_engine_nothing(seeded):
    by_status = Counter(Sms.objects.values_list("status", flat=True))
    assert set(by_status) == {*ENDED, Status.UNKNOWN}
    assert by_status.total() >= 150
    assert set(Sms.objects.filter(status="skipped").values_list("skip_reason", flat=True)) == {"opted_out", "too_late"}
    assert set(Sms.objects.values_list("encoding", flat=True)) == {"gsm7", "ucs2"}
    assert not outbox.due().exists()
    assert not any(sweep().values())
    assert not Review.objects.open().exists()


def test_everything_happened_in_the_last_month_and_in_order(seeded):
    now = timezone.now()
    times = list(Sms.objects.order_by("pk").values_list("created_at", flat=True))
    assert times == sorted(times)
    assert now - timedelta(days=31) < times[0]
    assert now - timedelta(days=1) < times[-1] < now
    assert not DeliveryUpdate.objects.filter(received_at__gt=now).exists()
    assert not DeliveryUpdate.objects.filter(received_at__lt=F("sms__created_at")).exists()


def test_every_accepted_sms_has_its_reports_and_no_other_has_any(seeded):
    accepted = Sms.objects.outbound().exclude(gateway_id="")
    assert all(sms.sent_at and sms.sent_messages == sms.segments for sms in accepted)
    assert all(sms.delivery_updates.last().status == sms.delivery_status for sms in accepted)
    assert not DeliveryUpdate.objects.exclude(sms__in=accepted).exists()
    assert not Sms.objects.filter(has_contradiction=True).exists()


def test_the_finished_broadcast_accounts_for_every_member_and_both_who_answered_stop(seeded):
    broadcast = Broadcast.objects.get()
    progress = broadcasts.progress(broadcast)
    assert (broadcast.status, progress.is_settled) == ("finished", True)
    assert progress.total + sum(progress.exclusions.values()) == broadcast.campaign.members.count()
    assert broadcast.created_at < broadcast.started_at < broadcast.finished_at
    answers = Sms.objects.filter(status=Status.OPT_OUT)
    assert answers.count() == 2
    for answer in answers:
        opt_out = Suppression.objects.current().get(number=answer.originator, sms_reference=answer.reference)
        assert (opt_out.source, opt_out.created_at) == ("reply", answer.created_at)
        assert not Sms.objects.filter(recipient=answer.originator, pk__gt=answer.pk).exists()


def test_two_demos_of_one_moment_are_alike():
    columns = ("recipient", "text", "status", "gateway_id", "created_at")

    def seed_and_forget():
        with transaction.atomic():
            seed()
            rows = list(Sms.objects.order_by("pk").values_list(*columns))
            transaction.set_rollback(True)
        return rows

    with time_machine.travel("2026-03-02 15:00Z", tick=False):
        assert seed_and_forget() == seed_and_forget()


def test_a_second_run_changes_nothing(seeded):
    before = row_counts()
    assert "already there" in seed()
    assert row_counts() == before


@pytest.mark.parametrize("options", [(), ("--if-empty", "--members", "5")])
def test_an_installation_in_use_gets_no_demo_logins(options):
    Lead.objects.create(last_name="Real", company="Real")
    before = row_counts()
    assert "already there" in seed(*options)
    assert row_counts() == before


def test_what_an_admin_entered_before_stays():
    setup = Configuration.current()
    setup.product_key = "entered by hand"
    setup.save()
    Sender.objects.create(name="MITTO-SMS", type="branded")
    seed()
    assert Configuration.current().product_key == "entered by hand"
    assert Sender.objects.filter(name="MITTO-SMS").count() == 1


def test_an_installation_others_can_reach_is_refused(settings):
    settings.PUBLIC_URL = "https://crm.example.com"
    before = row_counts()
    with pytest.raises(CommandError, match="password everybody knows"):
        seed()
    assert row_counts() == before


def test_a_load_campaign_has_members_with_numbers_of_their_own(monkeypatch):
    monkeypatch.setattr(load, "PAGE", 10)
    assert "Added 25 campaign members." in seed("--members", "25")
    campaign = Campaign.objects.get(name="Load test: 25 members")
    assert broadcasts.preview(campaign).recipients == 25


def test_a_load_campaign_that_stopped_half_way_is_completed(monkeypatch):
    Lead.objects.create(last_name="Real", company="Real")
    monkeypatch.setattr(load, "PAGE", 10)
    seed("--members", "25")
    campaign = Campaign.objects.get()
    CampaignMember.objects.filter(pk__gt=campaign.members.first().pk + 11).delete()
    assert "Added 13 campaign members." in seed("--members", "25")
    assert "Added 0 campaign members." in seed("--members", "25")
    assert broadcasts.preview(campaign).recipients == 25


def test_leads_and_sms_are_topped_up_to_the_number_asked_for():
    Lead.objects.create(last_name="Real", company="Real")
    for _ in range(2):
        seed("--leads", "7", "--sms", "20")
        assert Lead.objects.count() == 7
        assert Sms.objects.filter(status=Status.DELIVERED, created_at__lt=timezone.now()).count() == 20
    assert not any(sweep().values())


@pytest.mark.parametrize(("country", "serials"), [("GB", 2000), ("US", 1000), ("DE", 180), ("FR", 1100)])
def test_the_fictional_numbers_of_a_country_are_usable_and_never_repeat(country, serials):
    parsed = [parse_number(numbers.typed(country, serial), country) for serial in range(serials)]
    assert len({number.e164 for number in parsed} - {""}) == serials
    assert not [number for number in parsed if number.e164[-4:] in ENDINGS]
    # France keeps its fictional numbers outside the ranges in use.
    assert all(bool(number.doubt) == (country == "FR") for number in parsed)
    regions = {phonenumbers.region_code_for_number(phonenumbers.parse(number.e164)) for number in parsed}
    assert regions <= {country, None}
