"""The table of merge fields, as the picker and the counter in the browser see it."""

import json

import pytest

from crm.models import Contact, Lead
from templates_app.merge_fields import MERGE_FIELDS, RelatedObject, estimates, fields_for, find_field

LEAD, CONTACT, CAMPAIGN = RelatedObject


def names(related_object):
    return {field.name for field in fields_for(related_object)}


def test_campaigns_offer_what_leads_and_contacts_share():
    assert names(CAMPAIGN) == names(LEAD) & names(CONTACT)
    assert names(LEAD) - names(CAMPAIGN) == {"Company", "Status", "Rating"}
    assert names(CONTACT) - names(CAMPAIGN) == {
        "AccountName",
        "Department",
        "HomePhone",
        "OtherPhone",
        "AssistantPhone",
    }


def test_names_differ_by_more_than_capitals():
    assert len({field.name.lower() for field in MERGE_FIELDS}) == len(MERGE_FIELDS)


def test_the_tag_of_a_field_is_written_canonically():
    field = find_field(" firstname ")
    assert field is not None
    assert field.tag == "<%=FirstName%>"
    assert find_field("password") is None


def test_estimates_are_ready_for_the_browser():
    assert estimates()["FirstName"] == 10
    assert json.loads(json.dumps(estimates())) == estimates()
    assert all(estimates()[field.name] > 0 for field in MERGE_FIELDS)


@pytest.mark.parametrize(("related_object", "model"), [(LEAD, Lead), (CONTACT, Contact)])
def test_every_field_reads_columns_that_its_records_have(related_object, model):
    columns = {column.name for column in model._meta.concrete_fields}
    assert columns.issuperset(name for field in fields_for(related_object) for name in field.attributes)
