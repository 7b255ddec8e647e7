"""The buttons of a broadcast: pause, resume, cancel what is left."""

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.contrib.humanize.templatetags.humanize import intcomma
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import View

from sms import broadcasts
from sms.models import Broadcast


class Control(PermissionRequiredMixin, View):
    """A button of a broadcast; pressed once too often it says so and changes nothing."""

    permission_required = "configuration.send_broadcast"

    def broadcast(self, pk: int) -> Broadcast:
        return get_object_or_404(Broadcast, pk=pk)


class PauseBroadcast(Control):
    """Holds what has not left yet."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        broadcast = self.broadcast(pk)
        if not broadcasts.pause(broadcast, by=request.user):
            messages.warning(request, _("This broadcast was not running, so there was nothing to pause."))
        return HttpResponseRedirect(broadcast.get_absolute_url())


class ResumeBroadcast(Control):
    """Goes on where it stopped."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        broadcast = self.broadcast(pk)
        if not broadcasts.resume(broadcast, by=request.user):
            messages.warning(request, _("This broadcast was not paused, so there was nothing to resume."))
        return HttpResponseRedirect(broadcast.get_absolute_url())


class CancelBroadcast(Control):
    """Asks first, then cancels whatever has not left yet."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        broadcast = self.broadcast(pk)
        context = {
            "object_name": "broadcast",
            "heading": _("Cancel what is left of %(name)s?") % {"name": broadcast},
            "consequences": (
                _("SMS that have not left yet will never be sent. There is no way back."),
                _("SMS that Mitto has already are not called back."),
            ),
            "action": _("Cancel remaining SMS"),
            "cancel_url": broadcast.get_absolute_url(),
        }
        return render(request, "record_pages/confirm.html", context)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        broadcast = self.broadcast(pk)
        count = broadcasts.cancel_remaining(broadcast, by=request.user)
        sentence = ngettext("%(count)s SMS was cancelled.", "%(count)s SMS were cancelled.", count)
        messages.success(request, sentence % {"count": intcomma(count)})
        return HttpResponseRedirect(broadcast.get_absolute_url())
