"""A Django app only so that `manage.py simulator` exists."""

from django.apps import AppConfig


class SimulatorConfig(AppConfig):
    name = "simulator"
    verbose_name = "Mitto simulator"
