"""A request that was repeated makes nothing twice: the `Idempotency-Key` of a program."""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from api.errors import Conflict
from api.models import IdempotencyKey

HEADER = "Idempotency-Key"
MAX_LENGTH = 255
KEPT_FOR = timedelta(hours=48)  # the promise is 24

BAD_KEY = f"A key is 1 to {MAX_LENGTH} printable characters, such as a UUID."
OTHER_BODY = "This Idempotency-Key was used for another request. Nothing was sent; use a new key for a new request."


def make_once(request: Request, *, endpoint: str, make: Callable[[], Any]) -> int:
    """Make something and return its id; for a key that was used before, the id of what it made then.

    The key and what it made are one transaction: a refusal rolls both back, and of two requests at once the second
    waits for the first.
    """
    key = request.headers.get(HEADER)
    if key is None:
        return int(make().pk)
    if not 0 < len(key) <= MAX_LENGTH or not key.isprintable():
        raise ValidationError({HEADER: [BAD_KEY]})
    IdempotencyKey.objects.filter(created_at__lt=timezone.now() - KEPT_FOR).delete()
    digest, user_id = _digest(request.data), int(request.user.pk or 0)
    with transaction.atomic():
        used, is_new = IdempotencyKey.objects.get_or_create(
            user_id=user_id, endpoint=endpoint, key=key, defaults={"body_digest": digest}
        )
        if is_new:
            used.made_id = make().pk
            used.save(update_fields=["made_id"])
    if used.body_digest != digest:
        raise Conflict(OTHER_BODY, code="key_already_used")
    return used.made_id


def _digest(body: Any) -> str:
    """The same for the same JSON, however it is spaced and ordered."""
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
