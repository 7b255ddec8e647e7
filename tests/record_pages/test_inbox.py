"""The inbox: conversations by number, read by a team, answered in place."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from crm.models import Lead
from optout import reviews, suppression
from sms.conversations import messages_with, threads, unread
from sms.models import Sms
from tests.conftest import Ready
from tests.factories import make_contact, make_inbound_sms, make_lead, make_sender, make_sms, make_user

pytestmark = pytest.mark.django_db

NUMBER, OTHER = "+447700900123", "+447700900124"
HTMX = {"HTTP_HX_REQUEST": "true"}


def reply(text: str = "Thanks", number: str = NUMBER, **changes: object) -> Sms:
    return make_inbound_sms(originator=number, text=text, **changes)


def test_each_number_that_replied_is_one_conversation_by_its_newest_reply() -> None:
    first, other, newest = reply("One"), reply("Two", OTHER), reply("Three")
    make_sms(recipient=NUMBER)
    assert list(threads()) == [newest, other]
    assert first not in threads()


def test_the_list_shows_whom_a_conversation_is_with_and_what_is_unread(agents_browser: Client) -> None:
    reply("One", lead=make_lead(last_name="Byron"))
    reply("See you <b>there</b>", lead=Lead.objects.get())
    page = agents_browser.get("/inbox/").text
    assert "Bertha Byron" in page and "See you &lt;b&gt;there&lt;/b&gt;" in page
    assert '2<span class="visually-hidden"> unread</span>' in page


def test_opening_a_conversation_marks_it_read_for_the_whole_team(agents_browser: Client) -> None:
    sms = reply()
    reply(number=OTHER)
    agents_browser.get(f"/inbox/{sms.pk}/")
    assert unread().count() == 1
    assert list(threads(only_unread=True).values_list("originator", flat=True)) == [OTHER]
    assert NUMBER not in agents_browser.get("/inbox/?unread=1").text


def test_the_page_hears_of_an_opt_out_with_the_next_look_at_the_conversation(agents_browser: Client) -> None:
    url = f"/inbox/{reply('Who is this?').pk}/"
    assert "HX-Trigger" not in agents_browser.get(url, **HTMX).headers
    suppression.opt_out(NUMBER, source="reply")
    assert agents_browser.get(url, **HTMX).headers["HX-Trigger"] == '{"opted-out": {}}'


def test_a_new_reply_makes_a_conversation_unread_again(agents_browser: Client) -> None:
    agents_browser.get(f"/inbox/{reply().pk}/")
    reply("One more thing")
    assert threads(only_unread=True).count() == 1


def test_a_conversation_shows_both_sides_in_order(agents_browser: Client) -> None:
    texts = ["Hello", "Hi, who is this?", "Mitto CRM", "OK"]
    for text, make in zip(texts, (make_sms, make_inbound_sms, make_sms, make_inbound_sms), strict=True):
        make(text=text, **{"originator" if make is make_inbound_sms else "recipient": NUMBER})
    make_sms(text="To somebody else", recipient=OTHER)
    page = agents_browser.get(f"/inbox/{Sms.objects.first().pk - 1}/").text
    places = [page.index(f"</span> {text}") for text in texts]
    assert places == sorted(places)
    assert "To somebody else" not in page


def test_only_the_newest_messages_are_read() -> None:
    made = [reply(str(number)) for number in range(6)]
    assert messages_with(NUMBER, limit=4) == made[2:]


def test_a_conversation_is_left_alone_while_there_is_no_news(agents_browser: Client) -> None:
    url = f"/inbox/{reply().pk}/"
    mark = agents_browser.get(url).context["thread"].live.mark
    assert agents_browser.get(url, {"seen": mark}, **HTMX).status_code == 204
    reply("News")
    part = agents_browser.get(url, {"seen": mark}, **HTMX)
    assert "News" in part.text and "<html" not in part.text


def test_everybody_who_has_the_number_is_named(agents_browser: Client) -> None:
    make_lead(last_name="Byron", mobile_phone=NUMBER)
    contact = make_contact(last_name="Shelley", mobile_phone=NUMBER)
    page = agents_browser.get(f"/inbox/{reply(contact=contact).pk}/")
    assert [str(person) for person in page.context["people"]] == ["Sean Shelley", "Bertha Byron"]


def test_an_answer_goes_from_the_number_they_wrote_to_to_the_one_they_wrote_from(
    agents_browser: Client, ready: Ready
) -> None:
    lead = make_lead()
    make_sender()
    page = agents_browser.get(f"/inbox/{reply(lead=lead, recipient=f'+{ready.sender.name}').pk}/")
    form = page.context["panel"].form
    assert (form["to"].value(), form["sender"].value()) == (NUMBER, ready.sender.pk)
    values = {"sender": ready.sender.pk, "to": NUMBER, "text": "You are welcome"}
    agents_browser.post(f"/send/lead/{lead.pk}/", values | {"form_token": form["form_token"].value()})
    sent = Sms.objects.outbound().get()
    assert (sent.recipient, sent.lead, sent.text) == (NUMBER, lead, "You are welcome")


def test_agents_are_warned_of_an_opt_out_and_of_a_review(agents_browser: Client) -> None:
    url = f"/inbox/{reply(lead=make_lead(mobile_phone=NUMBER)).pk}/"
    reviews.open_review(number=NUMBER, text="take me off", rule="a rule", sms_reference="")
    assert "Waiting for review" in agents_browser.get(url).text
    suppression.opt_out(NUMBER, source="person")
    assert "Opted out" in agents_browser.get(url).text


def test_an_unknown_number_becomes_a_lead_that_owns_the_conversation(agents_browser: Client, agent: User) -> None:
    sms = reply("Call me")
    sent = make_sms(recipient=NUMBER)
    assert f"/inbox/{sms.pk + 1}/lead/" in agents_browser.get(f"/inbox/{sms.pk}/").text
    form = agents_browser.get(f"/inbox/{sms.pk}/lead/").context["form"]
    assert (form["mobile_phone"].value(), form["lead_source"].value()) == (NUMBER, "SMS Reply")
    values = {"last_name": "New", "company": "Acme", "status": "Open", "mobile_phone": NUMBER}
    agents_browser.post(f"/inbox/{sms.pk}/lead/", values)
    lead = Lead.objects.get()
    assert {each.lead for each in Sms.objects.filter(pk__in=[sms.pk, sent.pk])} == {lead}


def test_a_lead_made_with_another_number_owns_nothing(agents_browser: Client) -> None:
    sms = reply()
    values = {"last_name": "New", "company": "Acme", "status": "Open", "mobile_phone": OTHER}
    agents_browser.post(f"/inbox/{sms.pk}/lead/", values)
    sms.refresh_from_db()
    assert Lead.objects.exists() and sms.lead is None


def test_who_may_not_see_sms_learns_no_number_from_one(client: Client) -> None:
    maker = make_user()
    maker.user_permissions.add(Permission.objects.get(codename="add_lead"))
    client.force_login(maker)
    assert client.get("/leads/new/").status_code == 200
    assert client.get(f"/inbox/{reply().pk}/lead/").status_code == 403


def test_the_inbox_is_searched_by_number_without_a_number_in_the_url(agents_browser: Client) -> None:
    reply("Mine")
    reply("Other", OTHER)
    page = agents_browser.post("/inbox/", {"q": "07700 900123"})
    assert page.status_code == 200
    assert "Mine" in page.text and "Other" not in page.text


def test_the_inbox_costs_the_same_however_many_conversations(
    agents_browser: Client, queries_of: Callable[[str], int]
) -> None:
    reply()
    one = queries_of("/inbox/")
    for number in range(20):
        reply(number=f"+4477009002{number:02}", lead=make_lead())
    assert queries_of("/inbox/") == one
