"""All URLs of the installation."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from mitto_crm import operations

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/", admin.site.urls),
    path("livez", operations.livez, name="livez"),
    path("callbacks/", include("callbacks.urls")),
    path("", include("record_pages.urls")),
]
