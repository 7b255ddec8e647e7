"""Setup and the people who use it, in Django admin."""

from configuration.admin import audit_trail, page_layouts, senders, setup, users

__all__ = ["audit_trail", "page_layouts", "senders", "setup", "users"]
