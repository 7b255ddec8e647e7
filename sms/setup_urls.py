"""What Setup lets an admin try, below /admin/setup/: the gateway, and opt-out keywords."""

from django.urls import path

from configuration.admin.setup_page import setup_page
from sms.admin.connection import check, resume, test_message
from sms.admin.rehearsal import rehearsal

urlpatterns = [
    path("check-connection/", setup_page(check), name="admin-setup-check-connection"),
    path("test-message/", setup_page(test_message), name="admin-setup-test-message"),
    path("opt-out-keywords/rehearsal/", setup_page(rehearsal), name="admin-setup-keyword-rehearsal"),
    path("resume/", setup_page(resume), name="admin-setup-resume"),
]
