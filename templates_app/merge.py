"""Checks a text with merge fields such as `<%=FirstName|there%>` and fills it in for each person.

Known tags are replaced in one pass and nothing else is: `{{ }}`, `{% %}` and tags inside a person's
data are plain characters.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property

from templates_app.merge_fields import MergeField, RelatedObject, fields_for, find_field

# From `<%` to the nearest `%>`, unless another `<%` or the end of the text comes first.
TAG = re.compile(r"<%((?:(?!<%|%>).)*)(%>)?", re.DOTALL)

# Control characters that are not white space; no phone shows them and gateways refuse some.
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")

LONGEST_SHOWN = 40  # characters of a broken tag that a sentence quotes

Row = Sequence[str | None]


@dataclass(frozen=True, slots=True)
class Gap:
    """A place in a text where a merge field's value goes."""

    field: MergeField
    fallback: str | None  # an empty one is a choice: blank is fine here


@dataclass(frozen=True)
class CompiledText:
    """A text split once, so that it can be rendered for very many people.

    `attributes` names the columns a row needs, in order, for callers that read rows and not objects.
    """

    literals: tuple[str, ...]  # always one more than there are gaps
    gaps: tuple[Gap, ...]

    def render(self, person: object) -> str:
        """The text for this person; a field the person does not have is blank."""
        return self.render_row(self.row_of(person))

    def render_row(self, row: Row) -> str:
        parts = [""] * (2 * len(self.gaps) + 1)
        parts[::2] = self.literals
        parts[1::2] = [value or gap.fallback or "" for gap, value in self._filled(row)]
        return "".join(parts)

    def empty_fields_of_row(self, row: Row) -> tuple[str, ...]:
        """The fields that leave a hole in the text: blank, and without a fallback."""
        holes = (gap for gap, value in self._filled(row) if not value and gap.fallback is None)
        return tuple(dict.fromkeys(gap.field.name for gap in holes))

    def row_of(self, person: object) -> Row:
        return [getattr(person, attribute, None) for attribute in self.attributes]

    @property
    def field_names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(gap.field.name for gap in self.gaps))

    @cached_property
    def attributes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for gap in self.gaps for name in gap.field.attributes))

    @cached_property
    def _positions(self) -> list[list[int]]:
        return [[self.attributes.index(name) for name in gap.field.attributes] for gap in self.gaps]

    def _filled(self, row: Row) -> Iterator[tuple[Gap, str]]:
        for gap, positions in zip(self.gaps, self._positions, strict=True):
            yield gap, _clean(" ".join([row[position] or "" for position in positions]))


def compile_text(text: str) -> CompiledText:
    """Split the text at its merge fields; whatever else it holds stays as written."""
    literals, gaps, end = [], [], 0
    for tag in TAG.finditer(text):
        if gap := _gap(tag):
            literals.append(text[end : tag.start()])
            gaps.append(gap)
            end = tag.end()
    return CompiledText((*literals, text[end:]), tuple(gaps))


def estimate(text: str) -> str:
    """The text with a placeholder for each merge field, to count segments before anyone is chosen."""

    def placeholder(tag: re.Match[str]) -> str:
        gap = _gap(tag)
        return "x" * gap.field.estimate if gap else tag[0]

    return TAG.sub(placeholder, text)


def find_problems(text: str, related_object: str) -> list[str]:
    """A sentence for each tag that is broken or names a field the related object does not have."""
    problems = (_problem(tag, related_object) for tag in TAG.finditer(text))
    return list(dict.fromkeys(problem for problem in problems if problem))


def _problem(tag: re.Match[str], related_object: str) -> str | None:
    if gap := _gap(tag):
        return None if related_object in gap.field.objects else _foreign(tag, gap.field, related_object)
    inside, closing = tag.groups()
    if not closing:
        return f"{_shown(tag)} is not closed: a merge field ends with %> and cannot hold another one."
    if not inside.startswith("="):
        return f"{_shown(tag)} lacks the equals sign: a merge field is written like <%=FirstName%>."
    name, _ = _split(inside)
    if not name:
        return f"{_shown(tag)} names no field: a merge field is written like <%=FirstName%>."
    return f"{_shown(tag)} is not a merge field of {related_object}s. {_suggestion(name, related_object)}"


def _foreign(tag: re.Match[str], field: MergeField, related_object: str) -> str:
    owners = " and ".join(f"{owner}s" for owner in sorted(field.objects))
    sentence = f"{_shown(tag)} is a merge field of {owners}, not of {related_object}s"
    if related_object == RelatedObject.CAMPAIGN:
        return f"{sentence}: those go to leads and contacts alike and can use only what both have."
    return f"{sentence}."


def _suggestion(name: str, related_object: str) -> str:
    tags = {field.name.lower(): field.tag for field in fields_for(related_object)}
    close = get_close_matches(name.lower(), tags, n=1)
    return f"Did you mean {tags[close[0]]}?" if close else "Choose one from the list of merge fields."


def _shown(tag: re.Match[str]) -> str:
    """Enough of a tag to find it again; a fallback, or the text after an unclosed tag, may be long."""
    start = " ".join(tag[0].split())
    return start if len(start) <= LONGEST_SHOWN else f"{start[:LONGEST_SHOWN]}…"


def _gap(tag: re.Match[str]) -> Gap | None:
    inside, closing = tag.groups()
    if not closing or not inside.startswith("="):
        return None
    name, fallback = _split(inside)
    field = find_field(name)
    return Gap(field, fallback) if field else None


def _split(inside: str) -> tuple[str, str | None]:
    """The name and the fallback in what stands between `<%` and `%>`."""
    name, bar, fallback = inside.removeprefix("=").partition("|")
    return name.strip(), _clean(fallback) if bar else None


def _clean(value: str) -> str:
    """One line without control characters: a person's data cannot break up a text."""
    if not value.isprintable():
        value = _CONTROL.sub("", value)
    return " ".join(value.split())
