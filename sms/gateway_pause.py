"""Ending the pause that a refused product key caused."""

from typing import Any

import structlog

from configuration.models import Configuration
from sms.bell import ring_on_commit
from sms.models import GatewayState
from sms.outbox import POSTING_LEASE

log = structlog.get_logger(__name__)


def resume_gateway(*, by: Any = None) -> bool:
    """Let SMS leave again; False when nothing was paused."""
    resumed = GatewayState.objects.filter(is_paused=True).update(is_paused=False, pause_reason="", paused_at=None)
    if resumed:
        log.info("gateway_resumed", by=by and by.pk)
        ring_on_commit()
    return bool(resumed)


def resume_after_new_key() -> bool:
    """A product key stored after the pause began ends it: the refusal was of the old one.

    A post that was in the air with the old key when the new one was stored may pause once more: that pause ends too.
    If the new key is refused as well, the pauses of the posts after that stay.
    """
    changed_at = Configuration.current().key_changed_at
    if not changed_at:
        return False
    of_the_old_key = GatewayState.objects.filter(is_paused=True, paused_at__lt=changed_at + POSTING_LEASE)
    if not of_the_old_key.exists():
        return False
    return resume_gateway()
