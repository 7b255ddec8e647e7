"""SMS and the gateway in Django admin."""

from sms.admin import broadcasts, gateway, messages

__all__ = ["broadcasts", "gateway", "messages"]
