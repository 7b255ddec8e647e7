from django.apps import AppConfig


class OptoutConfig(AppConfig):
    name = "optout"
    verbose_name = "Opt-out"

    def ready(self) -> None:
        # Connects the handlers that follow a person's number, and Setup's choice of the field that holds it.
        from optout import mobile_setting, records  # noqa: F401
