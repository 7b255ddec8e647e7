from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class SmsConfig(AppConfig):
    name = "sms"
    verbose_name = "SMS"

    def ready(self) -> None:
        from sms import tally

        pre_migrate.connect(tally.remove, sender=self)
        post_migrate.connect(tally.install, sender=self)
