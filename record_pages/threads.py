"""A conversation as pages show it: bubbles that keep themselves up to date, and whom they are with."""

from dataclasses import dataclass

from django.urls import reverse

from crm.models import Contact, Lead
from crm.people import holders_of
from record_pages.live import Live, follow
from sms.conversations import messages_with, other_side
from sms.models import Sms


@dataclass(frozen=True, slots=True)
class Thread:
    """What `record_pages/inbox/thread.html` shows."""

    number: str
    messages: list[Sms]
    live: Live


def thread_with(number: str) -> Thread | None:
    """The conversation with a number, whoever holds it; `None` where there is none yet."""
    messages = messages_with(number)
    if not messages:
        return None
    newest = messages[-1]
    live = follow(
        reverse("thread", args=[newest.pk]),
        state=[(sms.pk, sms.status, sms.delivery_status) for sms in messages],
        since=newest.created_at,
        is_over=False,
        pace="3s",
    )
    return Thread(number, messages, live)


def thread_of(sms: Sms) -> Thread:
    """The conversation an SMS belongs to."""
    thread = thread_with(other_side(sms))
    assert thread is not None, "it holds this SMS at least"
    return thread


def people_of(thread: Thread) -> list[Lead | Contact]:
    """Whom a conversation is with: everybody who holds the number now, first whom the newest SMS belongs to."""
    known = next((sms.person for sms in reversed(thread.messages) if sms.person), None)
    holders = [holder for holder in holders_of(thread.number) if holder != known]
    return [known, *holders] if known else holders
