"""The message: compose, queue, deliver, report, receive. `from sms import send_sms` is the door for programs."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sms.sending import send_sms

__all__ = ["send_sms"]


def __getattr__(name: str) -> Any:
    """Django imports this package before there are models, so the function is fetched when it is asked for."""
    if name == "send_sms":
        from sms.sending import send_sms

        return send_sms
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
