"""Pages of a list, newest first: constant work for each page, and none lost or doubled while rows are added."""

import re
from typing import Any

from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request

ID = re.compile(r"[0-9]{1,19}")
LARGEST = 200
BAD_CURSOR = "This is not a cursor. Take “next” or “previous” from a list as they are."


class Pages(CursorPagination):
    ordering = "-id"
    page_size = 100
    page_size_query_param = "page_size"
    max_page_size = LARGEST

    def decode_cursor(self, request: Request) -> Any:
        """The stock one believes any position, and a position that is no id is an error of the database."""
        try:
            cursor = super().decode_cursor(request)
        except NotFound:
            raise ValidationError({"cursor": [BAD_CURSOR]}) from None
        if cursor and cursor.position is not None and not ID.fullmatch(str(cursor.position)):
            raise ValidationError({"cursor": [BAD_CURSOR]})
        return cursor

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        cursor, page_size = super().get_schema_operation_parameters(view)
        page_size["schema"] |= {"minimum": 1, "maximum": LARGEST, "default": self.page_size}
        return [cursor, page_size]
