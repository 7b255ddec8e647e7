"""Is this Mitto? The secret in the URL is the only sign that is always there: Mitto signs nothing."""

import hmac

from configuration.models import Configuration


def is_valid(token: str) -> bool:
    """Whether this is the current token or one before it that still overlaps."""
    return matches(token, Configuration.current())


def matches(token: str, setup: Configuration) -> bool:
    """Compare with all of them, always, in constant time."""
    found = [hmac.compare_digest(token.encode(), known.encode()) for known in setup.live_callback_tokens]
    return bool(token) and any(found)
