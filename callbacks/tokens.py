"""Is this Mitto? The secret in the URL is the only sign that is always there: Mitto signs nothing."""

import hmac

from configuration.models import Configuration


def matches(token: str, setup: Configuration) -> bool:
    """Whether this is the current token or one before it that still overlaps; in constant time, whichever it is."""
    found = [hmac.compare_digest(token.encode(), known.encode()) for known in setup.live_callback_tokens]
    return bool(token) and any(found)
