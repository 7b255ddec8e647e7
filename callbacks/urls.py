"""The one public address: Mitto's reports and replies."""

from django.urls import path

from callbacks import views

urlpatterns = [path("mitto/<str:token>/", views.mitto, name="mitto-callback")]
