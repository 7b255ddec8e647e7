"""All URLs of the installation."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from configuration.admin.sign_in import sign_in
from mitto_crm import operations

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/login/", sign_in),
    path("admin/setup/", include("configuration.setup_urls")),
    path("admin/setup/", include("sms.setup_urls")),
    path("admin/setup/callback/", include("callbacks.setup_urls")),
    path("admin/", admin.site.urls),
    path("livez", operations.livez, name="livez"),
    path("readyz", operations.readyz, name="readyz"),
    path("metrics", operations.metrics, name="metrics"),
    path("callbacks/", include("callbacks.urls")),
    path("api/", include("api.urls")),
    path("", include("record_pages.urls")),
]
