from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "api"
    verbose_name = "REST API"

    def ready(self) -> None:
        from rest_framework.authtoken.models import Token

        # A token's name is its secret there, and the page that deletes a user lists all that goes with them by name.
        Token.__str__ = lambda token: f"API token of {token.user}"  # type: ignore[attr-defined,method-assign]
