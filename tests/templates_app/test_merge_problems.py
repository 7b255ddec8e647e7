"""A text is refused with one sentence for each merge field that would go out as it is typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from templates_app.merge import compile_text, find_problems
from templates_app.merge_fields import MERGE_FIELDS, RelatedObject, fields_for

LEAD, CONTACT, CAMPAIGN = RelatedObject


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("<%=Foo%>", "<%=Foo%> is not a merge field of leads. Choose one from the list of merge fields."),
        ("<%=FristName|x%>", "<%=FristName|x%> is not a merge field of leads. Did you mean <%=FirstName%>?"),
        ("<%=FIRST NAME%>", "<%=FIRST NAME%> is not a merge field of leads. Did you mean <%=FirstName%>?"),
        ("<%=Department%>", "<%=Department%> is a merge field of contacts, not of leads."),
        ("<%=First", "<%=First is not closed: a merge field ends with %> and cannot hold another one."),
        (
            "<%=FirstName|<%=LastName%>%>",
            "<%=FirstName| is not closed: a merge field ends with %> and cannot hold another one.",
        ),
        (
            "<%FirstName%>",
            "<%FirstName%> lacks the equals sign: a merge field is written like <%=FirstName%>.",
        ),
        ("<%=%>", "<%=%> names no field: a merge field is written like <%=FirstName%>."),
        ("<%= | there%>", "<%= | there%> names no field: a merge field is written like <%=FirstName%>."),
    ],
)
def test_each_kind_of_mistake_has_its_sentence(text, sentence):
    assert find_problems(f"Hi {text}", LEAD) == [sentence]


@pytest.mark.parametrize("campaign", [CAMPAIGN, "campaign"])
def test_a_campaign_text_may_use_only_what_leads_and_contacts_share(campaign):
    assert find_problems("<%=Name%> <%=Company%>", campaign) == [
        "<%=Company%> is a merge field of leads, not of campaigns: "
        "those go to leads and contacts alike and can use only what both have."
    ]


def test_every_problem_is_named_once_in_the_order_of_the_text():
    problems = find_problems("<%=Foo%> <%=Bar%> <%=FirstName%> <%=Foo%> <%", LEAD)
    assert [problem.split()[0] for problem in problems] == ["<%=Foo%>", "<%=Bar%>", "<%"]


def test_a_suggestion_is_a_field_the_related_object_has():
    assert "<%=Department%>" in find_problems("<%=Departement%>", CONTACT)[0]
    assert "<%=Department%>" not in find_problems("<%=Departement%>", LEAD)[0]


@pytest.mark.parametrize("text", ["<%=First" + " and so on" * 500, f"<%={'a' * 5000}%>"])
def test_a_long_tag_is_named_by_its_start(text):
    (problem,) = find_problems(text, LEAD)
    assert problem.startswith(text[:40] + "… ")
    assert len(problem) < 200


@pytest.mark.parametrize("text", ["", "a < b", "100%> of it", "<=FirstName%>", "< %=x", "{{ x }} {% y %}"])
def test_text_without_a_tag_has_no_problem(text):
    assert find_problems(text, LEAD) == []


@pytest.mark.parametrize("related_object", RelatedObject)
def test_a_field_is_accepted_exactly_where_it_is_offered(related_object):
    accepted = [field for field in MERGE_FIELDS if not find_problems(field.tag, related_object)]
    assert tuple(accepted) == fields_for(related_object)


pieces = st.sampled_from(["<%", "=", "%>", "|", "FirstName", "Company", "Foo", " ", "<", ">", "%"])


@given(st.lists(pieces).map("".join))
def test_a_text_without_problems_leaves_no_tag_behind(text):
    if not find_problems(text, CAMPAIGN):
        assert not any("<%" in literal for literal in compile_text(text).literals)
