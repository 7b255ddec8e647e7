"""Is Setup complete enough to send?"""

from dataclasses import dataclass

from configuration.models import Configuration, Sender
from configuration.outside import gateway_host, is_gateway_approved


@dataclass(frozen=True, slots=True)
class Problem:
    """What is missing, as a sentence, and the name of the page where an admin mends it."""

    sentence: str
    page: str = "setup"


def problems() -> list[Problem]:
    """What Setup still lacks before any SMS can be sent; empty when ready."""
    found = []
    if not Configuration.current().product_key:
        found.append(Problem("Setup has no product key yet."))
    if not Sender.objects.exists():
        found.append(Problem("There is no default sender yet.", "admin:configuration_sender_add"))
    if not is_gateway_approved():
        found.append(Problem(f"An admin has not yet approved handing SMS to {gateway_host()}."))
    return found
