"""The text of an SMS, checked and rendered for one person."""

from dataclasses import dataclass
from typing import Any

from gateway.segments import segment
from templates_app.merge import CompiledText, compile_text, find_problems
from templates_app.models import SmsTemplate

MAX_LENGTH = 1600

EMPTY = "Write a text first."
TOO_LONG = "A text has at most {limit:,} characters; this one has {length:,}. Shorten it by {over:,}."
NUL = "The text holds a character that no phone can show (NUL). Paste it again as plain text."
BROKEN = "The text holds half of a character (a lone surrogate). Paste it again as plain text."
EMPTY_FOR_PERSON = "The text is empty for this person. Give its merge fields a fallback, as in <%=FirstName|there%>."
NO_SENDER = "Choose a sender; the one chosen before no longer exists."
NOBODY = "{fields} can only be filled in for a lead or a contact; write the words themselves."


@dataclass(frozen=True, slots=True)
class Rendered:
    """What one person gets, and what it costs."""

    text: str
    encoding: str
    segments: int


def problems_of(text: str, related_object: str | None) -> list[str]:
    """What is wrong with a text before it is rendered, each as a sentence; `None` when there is no person."""
    if not text.strip():
        return [EMPTY]
    if "\0" in text:
        return [NUL]
    if any("\ud800" <= character <= "\udfff" for character in text):
        return [BROKEN]
    if len(text) > MAX_LENGTH:
        return [too_long(text)]
    if related_object is None:
        fields = compile_text(text).field_names
        return [NOBODY.format(fields=", ".join(f"<%={name}%>" for name in fields))] if fields else []
    return find_problems(text, related_object)


def problems_of_rendered(text: str) -> list[str]:
    """What is wrong with a text once its merge fields are filled in."""
    if not text.strip():
        return [EMPTY_FOR_PERSON]
    return [too_long(text)] if len(text) > MAX_LENGTH else []


def too_long(text: str) -> str:
    return TOO_LONG.format(limit=MAX_LENGTH, length=len(text), over=len(text) - MAX_LENGTH)


def render(text: CompiledText, person: Any) -> Rendered:
    """Fill in the merge fields for one person and count the parts."""
    return count(text.render(person))


def count(text: str) -> Rendered:
    counted = segment(text)
    return Rendered(text=text, encoding=counted.encoding.value, segments=counted.segments)


def problem_of_template(template: SmsTemplate | None, related_object: str | None) -> str:
    """Why a template does not fit what it is used for; empty when it does."""
    if template is None or template.related_object == related_object:
        return ""
    return f"“{template.name}” is a template for {template.get_related_object_display().lower()}s. Choose another."
