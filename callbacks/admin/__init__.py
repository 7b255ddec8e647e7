"""The callback in Django admin."""

from callbacks.admin import events

__all__ = ["events"]
