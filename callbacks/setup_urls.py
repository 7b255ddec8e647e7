"""The Callback tab below /admin/setup/callback/."""

from django.urls import path

from callbacks.admin.callback_page import callback, replace_token, test_report
from configuration.admin.setup_page import setup_page

urlpatterns = [
    path("", setup_page(callback), name="admin-setup-callback"),
    path("test-report/", setup_page(test_report), name="admin-setup-test-report"),
    path("replace-token/", setup_page(replace_token), name="admin-setup-replace-token"),
]
