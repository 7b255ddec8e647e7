"""The one public address: Mitto's reports and replies."""

from django.urls import URLPattern, path

urlpatterns: list[URLPattern] = []
