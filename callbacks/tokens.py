"""Is this Mitto? The secret in the URL is the only sign that is always there: Mitto signs nothing."""

import hmac

from django.utils import timezone

from configuration.models import Configuration


def is_valid(token: str) -> bool:
    """Whether this is the current token or, while it overlaps, the previous one."""
    return matches(token, Configuration.current())


def matches(token: str, setup: Configuration) -> bool:
    """Compare with both tokens, always, in constant time."""
    until = setup.previous_token_until
    previous = setup.previous_callback_token if until and timezone.now() < until else ""
    found = [hmac.compare_digest(token.encode(), known.encode()) for known in (setup.callback_token, previous)]
    return bool(token) and any(found)
