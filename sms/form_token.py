"""Form tokens: one form sends one SMS, however often it is submitted."""

import hmac
import secrets
from typing import Any

from django.conf import settings
from django.db.models import Model

LENGTH = 16  # bytes of nonce and of signature


def new_form_token(user: Any, subject: Model) -> str:
    """A token for one form, good only for this user and this lead, contact or campaign."""
    nonce = secrets.token_urlsafe(LENGTH)
    return f"{nonce}.{_signature(nonce, user, subject)}"


def is_form_token(token: str, user: Any, subject: Model) -> bool:
    nonce, _, signature = token.partition(".")
    return hmac.compare_digest(signature.encode(), _signature(nonce, user, subject).encode())


def _signature(nonce: str, user: Any, subject: Model) -> str:
    message = f"{nonce}|{user.pk}|{subject._meta.label_lower}|{subject.pk}"
    return hmac.new(settings.SECRET_KEY.encode(), message.encode(), "sha256").hexdigest()[: LENGTH * 2]
