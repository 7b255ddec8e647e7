"""The one public address: Mitto's reports and replies."""

from django.urls import path

from callbacks import views

urlpatterns = [
    path("mitto/<str:token>/", views.mitto, name="mitto-callback"),
    # Whoever copies the address may lose its slash, and a redirect would lose what is posted.
    path("mitto/<str:token>", views.mitto),
]
