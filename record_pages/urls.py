"""Addresses of the pages people work on."""

from django.urls import URLPattern, path

urlpatterns: list[URLPattern] = []
