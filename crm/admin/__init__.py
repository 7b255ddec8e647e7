"""Campaigns in Django admin; people are registered where their opt-out is known."""

from crm.admin import campaigns

__all__ = ["campaigns"]
