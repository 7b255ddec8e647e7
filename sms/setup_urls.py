"""What Setup's page lets an admin try with the gateway, below /admin/setup/."""

from django.urls import path

from configuration.admin.setup_page import setup_page
from sms.admin.connection import check, resume, test_message

urlpatterns = [
    path("check-connection/", setup_page(check), name="admin-setup-check-connection"),
    path("test-message/", setup_page(test_message), name="admin-setup-test-message"),
    path("resume/", setup_page(resume), name="admin-setup-resume"),
]
