"""Setup: Check connection, Send test message, Resume sending."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from configuration.models import Sender
from sms.connection import Finding, check_connection, send_test_message
from sms.gateway_pause import resume_gateway


@require_POST
def check(request: HttpRequest) -> HttpResponse:
    return _tell(request, check_connection())


@require_POST
def test_message(request: HttpRequest) -> HttpResponse:
    chosen = request.POST.get("sender", "")
    sender = Sender.objects.filter(pk=chosen).first() if chosen.isdecimal() else None
    if sender is None:
        return _tell(request, Finding(False, "Choose a sender; the list is under Default Senders."))
    return _tell(request, send_test_message(sender=sender, to=request.POST.get("to", "")))


@require_POST
def resume(request: HttpRequest) -> HttpResponse:
    resumed = resume_gateway(by=request.user)
    return _tell(request, Finding(resumed, "Sending goes on." if resumed else "Sending was not paused."))


def _tell(request: HttpRequest, finding: Finding) -> HttpResponse:
    (messages.success if finding.is_good else messages.error)(request, finding.sentence)
    return redirect("admin-setup")
