"""The pre-flight: who is left out and why, what the others get, and what it comes to."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gateway.segments import segment
from optout import reviews, suppression
from sms.audience import PAGE
from sms.broadcasts import preview
from sms.figures import Preflight
from sms.left_out import left_out
from sms.models import Exclusion
from sms.preflight import preflight
from tests.conftest import Ready
from tests.factories import make_campaign, make_contact, make_lead, make_sender, make_setup, make_sms

pytestmark = pytest.mark.django_db


def only_reason(found: Preflight) -> str:
    (reason,) = found.exclusions
    return reason


def test_a_campaign_without_members_reaches_nobody() -> None:
    found = preflight(make_campaign(), "Hello")

    assert (found.members, found.recipients, found.messages, found.samples) == (0, 0, 0, [])


def test_leads_and_contacts_are_texted_alike() -> None:
    found = preflight(make_campaign(make_lead(), make_contact()), "Hello <%=FirstName%>")

    assert (found.members, found.recipients, found.exclusions) == (2, 2, {})
    assert [sample.rendered.text for sample in found.samples] == ["Hello Bertha"]


def opted_out() -> Any:
    lead = make_lead()
    suppression.opt_out(lead.mobile_phone_e164, source="person")
    return lead


def under_review() -> Any:
    lead = make_lead()
    reviews.open_review(number=lead.mobile_phone_e164, text="leave me alone", rule="refusal", sms_reference="")
    return lead


@pytest.mark.parametrize(
    ("make_member", "reason"),
    [
        (lambda: make_lead(mobile_phone=""), "no_number"),
        (lambda: make_lead(mobile_phone="12"), "unusable_number"),
        (opted_out, "opted_out"),
        (lambda: make_lead(has_pending_opt_out=True), "opted_out"),
        (under_review, "held"),
        (lambda: make_lead(first_name=""), "empty_text"),
        (make_contact, ""),
    ],
)
def test_a_member_is_left_out_for_a_reason(make_member: Any, reason: str) -> None:
    found = preflight(make_campaign(make_member()), "<%=FirstName%>")

    assert found.exclusions == ({reason: 1} if reason else {})
    assert found.recipients == (not reason)


def test_the_first_of_two_members_with_one_number_is_texted() -> None:
    lead = make_lead(first_name="First")
    found = preflight(make_campaign(lead, make_contact(mobile_phone=lead.mobile_phone)), "Hello <%=FirstName%>")

    assert found.exclusions == {"same_number": 1}
    assert found.first and found.first.rendered.text == "Hello First"


def test_a_number_that_opted_out_is_not_also_a_number_twice() -> None:
    lead = opted_out()
    found = preflight(make_campaign(lead, make_contact(mobile_phone=lead.mobile_phone)), "Hello")

    assert found.exclusions == {"opted_out": 2}


def test_a_text_that_data_makes_too_long_leaves_that_person_out() -> None:
    found = preflight(make_campaign(make_lead(first_name="x" * 80), make_lead()), "y" * 1500 + " <%=FirstName%>" * 2)

    assert found.exclusions == {"text_too_long": 1}
    assert found.recipients == 1


def test_people_texted_within_the_set_hours_are_spared() -> None:
    make_setup(recently_texted_hours=24)
    spared, failed, tested = make_lead(), make_lead(), make_lead()
    make_sms(recipient=spared.mobile_phone_e164, status="delivered")
    make_sms(recipient=failed.mobile_phone_e164, status="failed")
    make_sms(recipient=tested.mobile_phone_e164, status="sent", is_test=True)

    found = preflight(make_campaign(spared, failed, tested), "Hello")

    assert found.exclusions == {"recently_texted": 1}
    make_setup(recently_texted_hours=0)
    assert preflight(make_campaign(spared), "Hello").recipients == 1


def test_landlines_and_unknown_ranges_are_marked_and_left_out_on_request() -> None:
    campaign = make_campaign(
        make_lead(mobile_phone="020 7946 0018", country="GB"), make_lead(mobile_phone="07400 123456", country="GB")
    )

    assert (preflight(campaign, "Hello").recipients, preflight(campaign, "Hello").doubtful) == (2, 1)
    assert preflight(campaign, "Hello", leave_out_doubtful=True).exclusions == {"doubtful": 1}


def test_every_reason_has_words() -> None:
    found = Preflight()
    found.exclusions.update(Exclusion.Reason.values)

    assert all(words and count == 1 for words, count in found.reasons)
    assert len(found.reasons) == len(Exclusion.Reason)


def test_totals_are_counted_from_what_each_recipient_gets() -> None:
    make_setup(price_per_part=Decimal("0.05"), currency="EUR")
    people = [make_lead(first_name=name) for name in ("Ann", "Bo", "Łukasz", "x" * 80)]

    found = preflight(make_campaign(*people), "y" * 100 + "<%=FirstName%>")

    expected = [segment("y" * 100 + person.first_name) for person in people]
    assert found.histogram == {1: 2, 2: 2}
    assert found.encodings == {"gsm7": 3, "ucs2": 1}
    assert found.messages == sum(each.segments for each in expected) == 6
    assert found.cost == Decimal("0.30")


def test_without_a_price_there_is_no_cost() -> None:
    assert preflight(make_campaign(make_lead()), "Hello").cost is None


def test_samples_are_the_first_the_longest_and_one_with_a_hole() -> None:
    people = [make_lead(first_name=name) for name in ("Ann", "", "Maximiliana", "")]

    found = preflight(make_campaign(*people), "Hello <%=FirstName%>!")

    assert [sample.rendered.text for sample in found.samples] == ["Hello Ann!", "Hello Maximiliana!", "Hello !"]
    assert [sample.person for sample in found.samples] == [people[0], people[2], people[1]]


def test_a_fallback_is_no_hole() -> None:
    found = preflight(make_campaign(make_lead(first_name="")), "Hello <%=FirstName|there%>!")

    assert found.with_hole is None


def test_the_characters_that_force_unicode_are_named() -> None:
    found = preflight(make_campaign(make_lead(first_name="Łukasz"), make_lead()), "It’s <%=FirstName%>")

    assert [(c.character, c.recipients, c.is_in_text, c.replacement) for c in found.culprits] == [
        ("’", 2, True, "'"),
        ("Ł", 1, False, None),
    ]
    assert found.replaced_text == "It's <%=FirstName%>"
    assert preflight(make_campaign(make_lead()), "It's plain").replaced_text == ""


def test_branded_senders_are_one_way() -> None:
    campaign = make_campaign(make_lead())

    assert preflight(campaign, "Hello", sender=make_sender(type="branded", name="MITTO")).is_one_way
    assert not preflight(campaign, "Hello", sender=make_sender()).is_one_way


def test_statements_do_not_grow_with_members_within_a_page(ready: Ready) -> None:
    few, many = make_campaign(members=2), make_campaign(members=200)
    preflight(few, "Hello")

    counts = []
    for campaign in (few, many):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert preflight(campaign, "Hello <%=FirstName%>").recipients == campaign.members.count()
        counts.append(len(queries))
    assert counts[0] == counts[1] < 15
    assert PAGE >= 1000


def test_those_left_out_for_a_reason_can_be_opened_page_by_page(django_assert_max_num_queries: Any) -> None:
    wrong = [make_lead(mobile_phone="12 34"), make_contact(mobile_phone="56"), make_lead(mobile_phone="78")]
    campaign = make_campaign(make_lead(), *wrong, make_lead(mobile_phone=""))

    first = left_out(campaign, "Hello", "unusable_number", limit=2)
    with django_assert_max_num_queries(9):
        rest = left_out(campaign, "Hello", "unusable_number", after=first[-1].member_id)

    assert [each.person for each in [*first, *rest]] == wrong
    assert first[0].detail == "12 34: The area code is missing."
    assert left_out(campaign, "Hello", "opted_out") == []


def test_doubtful_recipients_can_be_opened_before_they_are_left_out() -> None:
    landline = make_lead(mobile_phone="020 7946 0018", country="GB")
    campaign = make_campaign(landline, make_lead(mobile_phone="07400 123456", country="GB"))

    assert [each.person for each in left_out(campaign, "Hello", "doubtful")] == [landline]


def test_a_glance_looks_at_small_campaigns_only() -> None:
    campaign = make_campaign(members=7)

    assert (preview(campaign).members, preview(campaign).is_complete) == (7, True)
    assert (preview(campaign, at_most=3).members, preview(campaign, at_most=3).is_complete) == (3, False)
    assert preview(campaign, at_most=7).is_complete
