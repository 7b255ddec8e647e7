"""Finding stored requests by what they hold: an id, a reference, a word of the body."""

from typing import Any

from django.db.models import BooleanField, Func, Q, QuerySet, Value

from callbacks.models import RawEvent


class HoldsBytes(Func):
    """Whether a column of bytes holds these bytes; `LIKE` works on text only."""

    output_field = BooleanField()
    function = "INSTR"
    template = "(%(function)s(%(expressions)s) > 0)"

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        haystack, needle = self.get_source_expressions()
        swapped = self.copy()
        swapped.set_source_expressions([needle, haystack])
        return swapped.as_sql(compiler, connection, function="POSITION", arg_joiner=" IN ", **context)


def events_holding(events: QuerySet[RawEvent], term: str) -> QuerySet[RawEvent]:
    """Those whose query or body holds `term` as it was sent, or whose digest or number it is."""
    found = Q(query__contains=term) | Q(HoldsBytes("body", Value(term.encode()))) | Q(digest=term)
    return events.filter(found | Q(pk=term) if term.isdecimal() and len(term) < 19 else found)
