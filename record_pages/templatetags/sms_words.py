"""Words for SMS in templates."""

from typing import Any

from django import template

from record_pages import sms_words

register = template.Library()


@register.inclusion_tag("record_pages/sms/badge.html")
def status_badge(status: str, word: str = "") -> dict[str, Any]:
    """A status as a word with a colour; Mitto's own word where one is given."""
    return {"label": word or sms_words.shown(status).label, "tone": sms_words.tone(status)}


register.filter("tone", sms_words.tone)
register.filter("sentence", sms_words.sentence)
