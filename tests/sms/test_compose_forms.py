"""Composing from a form: one form sends one SMS, however often it is submitted."""

import threading
from typing import Any

import pytest
from django.db import connection

from sms.form_token import new_form_token
from sms.models import Sms
from tests.conftest import Ready
from tests.factories import make_contact, make_lead, make_sender, make_user
from tests.sms.test_compose import compose, refusal


def test_the_same_form_again_is_the_same_sms(ready: Ready) -> None:
    lead, user = make_lead(), make_user("agent")
    form = {"by": user, "lead": lead, "form_token": new_form_token(user, lead)}

    first, second = compose(ready, **form), compose(ready, **form)

    assert first == second
    assert Sms.objects.count() == 1


@pytest.mark.parametrize("change", [{"text": "Other"}, {"to": "+447700900999"}, {"sender": "other"}])
def test_a_used_form_with_other_content_asks_before_it_sends_another(ready: Ready, change: dict[str, Any]) -> None:
    lead, user = make_lead(), make_user("agent")
    form = {"by": user, "lead": lead, "form_token": new_form_token(user, lead)}
    first = compose(ready, **form)
    change = change | ({"sender": make_sender()} if "sender" in change else {})

    refused = refusal(ready, **form | change)

    assert refused.code == "already_sent"
    assert refused.fields["__all__"] == [f"This form already sent an SMS ({first.number}). Send another one?"]


def test_a_refused_form_is_not_used_up(ready: Ready) -> None:
    lead, user = make_lead(), make_user("agent")
    form = {"by": user, "lead": lead, "form_token": new_form_token(user, lead)}
    refusal(ready, **form, text="")

    assert compose(ready, **form).text == "Hello"


def test_a_form_is_good_for_its_own_user_and_person_alone(ready: Ready) -> None:
    lead, user = make_lead(), make_user("agent")
    token = new_form_token(user, lead)
    strange: list[dict[str, Any]] = [
        {"by": make_user("agent"), "lead": lead, "form_token": token},
        {"by": user, "lead": make_lead(), "form_token": token},
        {"by": user, "contact": make_contact(pk=lead.pk), "form_token": token},
        {"by": user, "lead": lead, "form_token": token[:-1] + ("0" if token[-1] != "0" else "1")},
        {"by": user, "lead": lead, "form_token": "forged"},
        {"by": user, "to": "+447700900123", "form_token": token},
    ]

    for form in strange:
        assert refusal(ready, **form).fields["__all__"][0].startswith("This form is no longer valid.")


def test_a_form_submitted_twice_at_once_sends_one_sms(many_connections: None, ready: Ready) -> None:
    lead, user = make_lead(), make_user("agent")
    token = new_form_token(user, lead)
    together, made = threading.Barrier(4), []

    def submit() -> None:
        together.wait()
        made.append(compose(ready, by=user, lead=lead, form_token=token).pk)
        connection.close()

    threads = [threading.Thread(target=submit) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(made) == 4
    assert set(made) == {Sms.objects.get().pk}
