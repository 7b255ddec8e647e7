"""The preview beside the template form: for somebody, at its longest, at its emptiest."""

from typing import Any

from django.test import Client
from django.urls import reverse

from tests.factories import make_contact, make_lead

TEXT = "Hello <%=FirstName%> of <%=City|your town%>"


def preview(client: Client, **form: str) -> Any:
    return client.post(reverse("template-preview"), {"related_object": "lead", "text": TEXT, "who": ""} | form)


def texts(answer: Any) -> dict[str, str]:
    return {case.label: case.text for case in answer.context["cases"]}


def test_the_newest_record_the_longest_values_and_none_are_shown(agents_browser: Client) -> None:
    make_lead(first_name="Maximiliane", last_name="Lang", city="Rye")
    make_lead(first_name="Al", last_name="Short", city="Kirkby Stephen")
    assert texts(preview(agents_browser)) == {
        "Al Short": "Hello Al of Kirkby Stephen",
        "Longest values of the newest records": "Hello Maximiliane of Kirkby Stephen",
        "Nothing filled in": "Hello  of your town",
    }


def test_a_record_is_chosen_by_name_or_number(agents_browser: Client) -> None:
    make_lead(first_name="Ada", last_name="Byron", mobile_phone="07400 123456")
    make_lead(first_name="Bea", last_name="Other")
    assert "Ada Byron" in texts(preview(agents_browser, who="byron"))
    assert "Ada Byron" in texts(preview(agents_browser, who="+44 7400 123456"))
    assert "No record matches" in preview(agents_browser, who="zzzz").text


def test_a_campaign_template_is_tried_on_leads_and_contacts(agents_browser: Client) -> None:
    make_contact(first_name="Sean", last_name="Forbes")
    assert "Sean Forbes" in texts(preview(agents_browser, related_object="campaign", who="Forbes"))


def test_a_gap_is_named_with_the_way_to_close_it(agents_browser: Client) -> None:
    make_lead()
    assert "Leaves a gap: FirstName." in preview(agents_browser).text


def test_a_broken_merge_field_is_explained_at_once(agents_browser: Client) -> None:
    assert "Did you mean &lt;%=FirstName%&gt;?" in preview(agents_browser, text="Hello <%=FistName%>").text


def test_without_a_text_or_an_object_it_says_what_is_missing(agents_browser: Client) -> None:
    for form in ({"text": " "}, {"related_object": ""}, {"related_object": "nobody"}):
        assert "Choose a related object" in preview(agents_browser, **form).text
