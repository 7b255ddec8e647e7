"""Is Mitto there, and does it take our key? Asked with texts marked as tests, which are judged and never delivered."""

from dataclasses import dataclass

from django.conf import settings

from configuration.models import Configuration, Sender
from configuration.outside import gateway_host, is_gateway_approved
from crm.phone import parse_number
from gateway.answers import Answer, Verdict
from gateway.client import send_single
from gateway.messages import OutgoingSms
from gateway.segments import Encoding
from sms.models.sms import new_reference

# Reserved for fiction by Ofcom: nobody's phone.
NOBODY = "+447700900000"
TEXT = "Test from Mitto CRM"

SENTENCES = {
    Verdict.RATE_LIMITED: "Mitto takes the product key and asks for a slower pace. Try again in a minute.",
    Verdict.UNAUTHORIZED: "Mitto refuses the product key. Enter it again, or ask your account manager.",
    Verdict.UNREACHABLE: "{host} cannot be reached. Check this server's way to the internet and its firewall.",
    Verdict.INTERNAL_ERROR: "Mitto takes the product key but had an internal error. Try again in a minute.",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of a check, in a sentence for the admin who asked."""

    is_good: bool
    sentence: str


def check_connection() -> Finding:
    """Ask Mitto to judge a text to nobody. A refusal of that text still shows that the key is taken."""
    sender = Sender.objects.first()
    answer = _try(sender=sender.name if sender else "Mitto", to=NOBODY)
    if isinstance(answer, Finding):
        return answer
    if answer.verdict in (Verdict.ACCEPTED, Verdict.REFUSED):
        return Finding(True, f"{gateway_host()} answers and takes the product key.")
    return _failure(answer)


def send_test_message(*, sender: Sender, to: str) -> Finding:
    """Have Mitto judge a text from this sender to this number, as typed."""
    number = parse_number(to, Configuration.current().default_country)
    if number.problem:
        return Finding(False, f"{number.problem} Nothing was sent.")
    answer = _try(sender=sender.name, to=number.e164)
    if isinstance(answer, Finding):
        return answer
    if answer.verdict is Verdict.ACCEPTED:
        return Finding(True, f"Mitto accepts an SMS from {sender} to this number. As a test it is not delivered.")
    return _failure(answer)


def _try(*, sender: str, to: str) -> Answer | Finding:
    key = Configuration.current().product_key
    if not key:
        return Finding(False, "There is no product key yet. Enter it above and save.")
    if not is_gateway_approved():
        return Finding(False, f"Approve {gateway_host()} first. Nothing was sent.")
    sms = OutgoingSms(reference=new_reference(), sender=sender, to=to, text=TEXT, encoding=Encoding.GSM, callback="")
    return send_single(base_url=settings.MITTO_BASE_URL, product_key=key, sms=sms, test=True)


def _failure(answer: Answer) -> Finding:
    sentence = SENTENCES.get(answer.verdict, "").format(host=gateway_host())
    return Finding(False, sentence or answer.error)
