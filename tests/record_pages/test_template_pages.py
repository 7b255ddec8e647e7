"""SMS templates: list, form, clone, delete."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from templates_app.models import SmsTemplate
from tests.factories import make_sender, make_sms, make_template, make_user

GOOD = {"related_object": "lead", "name": "Greeting", "sender": "", "text": "Hello <%=FirstName%>"}


@pytest.fixture
def template(db: None) -> SmsTemplate:
    return make_template(name="Welcome", related_object="campaign", sender=make_sender(name="447900000007"))


def test_the_list_has_the_columns_of_the_original(agents_browser: Client, template: SmsTemplate) -> None:
    page = agents_browser.get(reverse("templates")).text
    for shown in ("Template name", "Related object", "Edit/Delete", "Welcome", "Campaign", "447900000007"):
        assert shown in page
    for name in ("template", "template-clone", "template-delete"):
        assert f'href="{reverse(name, args=[template.pk])}"' in page
    assert f'href="{reverse("template-new")}"' in page


def test_an_empty_list_says_what_a_template_is(agents_browser: Client) -> None:
    assert "No SMS templates yet" in agents_browser.get(reverse("templates")).text


def test_more_rows_need_no_more_queries(
    agents_browser: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    def queries() -> int:
        agents_browser.get(reverse("templates"))  # makes what is made once, such as page layouts
        with django_assert_max_num_queries(99) as counted:
            agents_browser.get(reverse("templates"))
        return len(counted)

    def add(rows: int) -> None:
        for _row in range(rows):
            make_template(sender=make_sender())

    add(3)
    few = queries()
    add(27)
    assert queries() == few


def test_a_template_is_found_by_its_name(agents_browser: Client, template: SmsTemplate) -> None:
    make_template(name="Reminder")
    page = agents_browser.post(reverse("templates"), {"q": "welc"}, follow=True).text
    assert "Welcome" in page
    assert "Reminder" not in page


def test_a_new_template_is_saved_to_the_letter(agents_browser: Client) -> None:
    answer = agents_browser.post(reverse("template-new"), GOOD | {"text": " Hello\r\n🎉 "}, follow=True)
    assert SmsTemplate.objects.get().text == " Hello\n🎉 "
    assert "“Greeting” was saved." in answer.text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"text": "Hi <%=Foo%>"}, "&lt;%=Foo%&gt; is not a merge field of leads."),
        ({"text": "Hi <%=FirstName"}, "is not closed"),
        ({"text": "Hi <%=FirstNam%>"}, "Did you mean &lt;%=FirstName%&gt;?"),
        ({"text": "<%=Company%>", "related_object": "campaign"}, "can use only what both have"),
        ({"text": ""}, "Write a text first."),
        ({"text": "a" * 1601}, "A text has at most 1,600 characters; this one has 1,601. Shorten it by 1."),
        ({"text": "a\0b"}, "no phone can show (NUL)"),
        ({"name": "Welcome"}, "There is already a template with this name."),
        ({"name": ""}, "This field is required."),
        ({"sender": "999999"}, "Choose a sender; the one chosen before no longer exists."),
    ],
)
def test_a_mistake_is_named_at_its_field_and_nothing_is_lost(
    agents_browser: Client, template: SmsTemplate, changes: dict[str, str], sentence: str
) -> None:
    answer = agents_browser.post(reverse("template-new"), GOOD | changes)
    assert answer.status_code == 200
    assert sentence in answer.text
    field = next(iter(changes))
    assert f'id="id_{field}_error"' in answer.text
    assert field == "name" or 'value="Greeting"' in answer.text
    assert SmsTemplate.objects.count() == 1


def test_the_text_box_never_cuts_a_long_text_in_silence(agents_browser: Client) -> None:
    box = agents_browser.get(reverse("template-new")).text.split("<textarea")[1].split(">")[0]
    assert "maxlength" not in box


def test_the_counter_is_approximate_where_there_are_merge_fields(agents_browser: Client) -> None:
    template = make_template(text="Hello <%=FirstName%>")
    assert "(regular) 16 / 160 [1]" in agents_browser.get(template.get_absolute_url()).text


def test_editing_changes_the_template(agents_browser: Client, template: SmsTemplate) -> None:
    agents_browser.post(template.get_absolute_url(), GOOD | {"name": "Renamed"})
    template.refresh_from_db()
    assert (template.name, template.related_object, template.sender) == ("Renamed", "lead", None)


def test_a_clone_is_stored_only_when_it_is_saved(agents_browser: Client, template: SmsTemplate) -> None:
    url = reverse("template-clone", args=[template.pk])
    page = agents_browser.get(url).text
    assert 'value="Copy of Welcome"' in page
    assert SmsTemplate.objects.count() == 1
    agents_browser.post(url, GOOD | {"name": "Copy of Welcome"})
    assert set(SmsTemplate.objects.values_list("name", flat=True)) == {"Welcome", "Copy of Welcome"}


def test_deleting_asks_first_and_keeps_the_sms(agents_browser: Client, template: SmsTemplate) -> None:
    sms, url = make_sms(template=template), reverse("template-delete", args=[template.pk])
    assert "Delete “Welcome”?" in agents_browser.get(url).text
    assert SmsTemplate.objects.exists()
    assert "“Welcome” was deleted." in agents_browser.post(url, follow=True).text
    sms.refresh_from_db()
    assert sms.template is None


def test_whoever_may_only_look_cannot_save(client: Client, template: SmsTemplate) -> None:
    viewer = make_user()
    viewer.user_permissions.add(Permission.objects.get(codename="view_smstemplate"))
    client.force_login(viewer)
    page = client.get(template.get_absolute_url()).text
    assert '<fieldset class="card-body" disabled' in page
    assert client.post(template.get_absolute_url(), GOOD).status_code == 403


@pytest.mark.parametrize("name", ["templates", "template-new", "template", "template-clone", "template-delete"])
def test_who_may_open_it(client: Client, agent: Any, template: SmsTemplate, name: str) -> None:
    url = reverse(name, args=[] if name in ("templates", "template-new") else [template.pk])
    assert client.get(url).headers["Location"].startswith("/login/")
    client.force_login(make_user())
    assert client.get(url).status_code == 403
    client.force_login(agent)
    assert client.get(url).status_code == 200
