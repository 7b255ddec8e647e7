from django.apps import AppConfig


class MittoCrmConfig(AppConfig):
    name = "mitto_crm"
    verbose_name = "Mitto CRM"

    def ready(self) -> None:
        from mitto_crm import checks  # noqa: F401  registers the system checks
