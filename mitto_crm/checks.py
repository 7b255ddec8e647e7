"""System checks: what must be right before anything is sent."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from gateway.client import is_allowed_base_url


@register(Tags.security)
def check_gateway_address(app_configs: Any, **kwargs: object) -> list[CheckMessage]:
    """The product key goes to this address: only Mitto's hosts, or this machine."""
    if is_allowed_base_url(settings.MITTO_BASE_URL):
        return []
    return [
        Error(
            "MITTO_BASE_URL is neither one of Mitto's hosts over https nor this machine.",
            hint="Leave it out to use https://rest.mittoapi.com.",
            id="mitto_crm.E001",
        )
    ]


@register(Tags.security, deploy=True)
def check_public_url(app_configs: Any, **kwargs: object) -> list[CheckMessage]:
    """Mitto must be able to reach the callback, and over https: its URL carries a secret."""
    if settings.DEMO or settings.PUBLIC_URL.startswith("https://"):
        return []
    return [
        Warning(
            "PUBLIC_URL is not an https address, so Mitto cannot report deliveries safely.",
            hint="Set PUBLIC_URL to the address Mitto can reach, for example https://crm.example.com.",
            id="mitto_crm.W001",
        )
    ]
