from django.apps import AppConfig


class OptoutConfig(AppConfig):
    name = "optout"
    verbose_name = "Opt-out"

    def ready(self) -> None:
        from optout import records  # noqa: F401  connects the two handlers that follow a person's number
