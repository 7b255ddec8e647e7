"""Is this Mitto? The secret in the URL is the only sign there is: Mitto signs nothing."""

import hmac

from django.utils import timezone

from configuration.models import Configuration


def is_valid(token: str) -> bool:
    """Compare with the current token and, while it overlaps, the previous one; always both, in constant time."""
    setup = Configuration.current()
    until = setup.previous_token_until
    previous = setup.previous_callback_token if until and timezone.now() < until else ""
    matches = [hmac.compare_digest(token.encode(), known.encode()) for known in (setup.callback_token, previous)]
    return bool(token) and any(matches)
