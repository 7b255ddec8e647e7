"""Filters of a list: a parameter that none knows is refused, for it would let through what it was meant to keep out."""

from typing import Any

from django.db.models import QuerySet
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework import exceptions
from rest_framework.request import Request

from api.paging import Pages

NO_SUCH_FILTER = "There is no such filter here. Known are {known}."
PAGING = {Pages.cursor_query_param, Pages.page_size_query_param}


class Filters(DjangoFilterBackend):
    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: Any) -> QuerySet[Any]:
        if view.action == "list":
            self.refuse_unknown(request, queryset, view)
        found: QuerySet[Any] = super().filter_queryset(request, queryset, view)
        return found

    def refuse_unknown(self, request: Request, queryset: QuerySet[Any], view: Any) -> None:
        filterset = self.get_filterset_class(view, queryset)
        known = {*PAGING, *(filterset.base_filters if filterset else ())}
        if unknown := sorted(set(request.query_params) - known):
            sentence = NO_SUCH_FILTER.format(known=", ".join(sorted(known)))
            raise exceptions.ValidationError({name: [sentence] for name in unknown})
