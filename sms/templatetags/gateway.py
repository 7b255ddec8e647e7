"""The state of the gateway, for pages that show it."""

from django import template

from sms.models import GatewayState

register = template.Library()


@register.simple_tag
def gateway_state() -> GatewayState:
    return GatewayState.current()
