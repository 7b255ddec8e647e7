"""What every page with a search box does with the words typed into it."""

from abc import ABC, abstractmethod
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import urlencode
from django.views import View

from record_pages.finding import clean_term, may_hold_number


class SearchedView(ABC, View):
    """A page with a search box, which posts.

    A search by words is sent on to a URL that can be shared. One that may hold a number is answered to the POST
    itself: no phone number belongs in a URL.
    """

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.show(clean_term(request.GET.get("q", "")))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        term = clean_term(request.POST.get("q", ""))
        if may_hold_number(term):
            return self.show(term)
        kept = {"view": request.GET["view"]} if "view" in request.GET else {}
        query = urlencode(kept | ({"q": term} if term else {}))
        return HttpResponseRedirect(f"{request.path}?{query}" if query else request.path)

    @abstractmethod
    def show(self, term: str) -> HttpResponse:
        """The page with what `term` finds."""
