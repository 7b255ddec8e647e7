"""The seal on a pre-flight: proof of what somebody was shown, and what has changed since."""

from datetime import timedelta
from hashlib import sha256
from typing import Any

from django.core import signing

SALT = "sms.preflight"
GOOD_FOR = timedelta(minutes=10)

TOO_OLD = "These figures are more than ten minutes old. Look at the new ones and confirm again; nothing was sent."
OTHER_WORDING = "The text, the sender or the time changed after you saw these figures. Look again; nothing was sent."
OTHER_AUDIENCE = "Who it goes to changed after you saw these figures: {changes}. Confirm again; nothing was sent."
OTHER_PEOPLE = "somebody's name, number or consent is another"


def seal(*, wording: str, audience: str, members: int, recipients: int, messages: int) -> str:
    """Sign what is shown. Only a print of the wording goes in: texts stay out of pages' hidden fields."""
    shown = {
        "wording": sha256(wording.encode()).hexdigest(),
        "audience": audience,
        "members": members,
        "recipients": recipients,
        "messages": messages,
    }
    return signing.dumps(shown, salt=SALT)


def what_changed(before: str, now: str) -> str:
    """A sentence with the differences between two seals; empty when nothing changed."""
    try:
        old, new = (signing.loads(each, salt=SALT, max_age=GOOD_FOR) for each in (before, now))
    except signing.BadSignature:
        return TOO_OLD
    if old == new:
        return ""
    if old["wording"] != new["wording"]:
        return OTHER_WORDING
    return OTHER_AUDIENCE.format(changes=", ".join(_changes(old, new)) or OTHER_PEOPLE)


def _changes(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    names = {"members": "members", "recipients": "recipients", "messages": "message parts"}
    return [
        f"{new[name]:,} {words} instead of {old[name]:,}" for name, words in names.items() if new[name] != old[name]
    ]
