"""Setup's own pages below /admin/setup/; the lists of senders and keywords are ordinary admin pages."""

from django.urls import path

from configuration.admin.page_layouts import page_layouts
from configuration.admin.product_key import approve, reveal
from configuration.admin.setup import rules, setup
from configuration.admin.setup_page import setup_page
from configuration.admin.user_access import user_access

urlpatterns = [
    path("", setup_page(setup), name="admin-setup"),
    path("product-key/", setup_page(reveal), name="admin-setup-reveal-key"),
    path("approve-gateway/", setup_page(approve), name="admin-setup-approve-gateway"),
    path("page-layouts/", setup_page(page_layouts), name="admin-setup-page-layouts"),
    path("rules/", setup_page(rules), name="admin-setup-rules"),
    path("access/", setup_page(user_access), name="admin-setup-access"),
]
