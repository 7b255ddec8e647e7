"""Setup: Callback, the address Mitto reports to and everything needed to get it configured there."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST

from callbacks import heartbeat
from callbacks.models import RawEvent
from configuration import audit
from configuration.admin.setup_page import render_setup_page
from configuration.models import Configuration
from gateway.report_template import REPLY_FIELDS, REPORT_FIELDS, json_template, post_test_report
from sms.delivery import callback_url

NOBODY_ANSWERED = (
    "Nobody answered at the public address. Check PUBLIC_URL, the DNS name, the certificate and the reverse proxy."
)
WRONG_ANSWER = (
    "Something answered at the public address with HTTP {status} instead of this app. Check the reverse proxy."
)


def callback(request: HttpRequest) -> HttpResponse:
    setup = Configuration.current()
    template = {
        "url": callback_url(setup),
        "report": json_template(REPORT_FIELDS),
        "reply": json_template(REPLY_FIELDS),
    }
    context = {
        **template,
        "setup": setup,
        "message": render_to_string("callbacks/setup/message.txt", template),
        "last_event": RawEvent.objects.first(),
        "heartbeat": heartbeat.state(),
        "last_day": heartbeat.last_day(),
    }
    return render_setup_page(request, "callbacks/setup/callback.html", context, title="Callback")


@require_POST
def test_report(request: HttpRequest) -> HttpResponse:
    """Go out and come back in by the public address, as Mitto would."""
    status = post_test_report(callback_url(Configuration.current()))
    if status == 200:
        messages.success(request, "The test report came back through the public address and was stored.")
    else:
        messages.error(request, WRONG_ANSWER.format(status=status) if status else NOBODY_ANSWERED)
    return redirect("admin-setup-callback")


@require_POST
@transaction.atomic
def replace_token(request: HttpRequest) -> HttpResponse:
    revoke_now = request.POST.get("old") == "revoke"
    Configuration.current().replace_callback_token(revoke_now=revoke_now)
    detail = "the old token revoked at once" if revoke_now else "the old token works 7 more days"
    audit.record(audit.What.TOKEN_REPLACED, by=request.user, detail=detail)
    messages.success(request, f"The callback has a new address; {detail}. Send the new address to Mitto.")
    return redirect("admin-setup-callback")
