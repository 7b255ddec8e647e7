"""Logging in and out, and changing one's password."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import views
from django.http import HttpResponse
from django.urls import reverse_lazy
from django.utils.translation import gettext as _


class Login(views.LoginView):
    template_name = "record_pages/account/login.html"
    redirect_authenticated_user = True

    @property
    def is_demo(self) -> bool:
        return bool(settings.DEMO)


class ChangePassword(views.PasswordChangeView):
    template_name = "record_pages/account/password.html"
    success_url = reverse_lazy("home")

    def form_valid(self, form: object) -> HttpResponse:
        answer = super().form_valid(form)  # type: ignore[arg-type]
        messages.success(self.request, _("Your password was changed."))
        return answer
