"""API tokens are made and replaced by `manage.py drf_create_token`; no page lists them, because a list shows them."""

from django.contrib import admin
from rest_framework.authtoken.models import TokenProxy

admin.site.unregister(TokenProxy)
