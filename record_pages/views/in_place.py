"""Changing a record on its own page: one section of its Details, or its status."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic.detail import SingleObjectMixin
from django_htmx.http import HttpResponseClientRedirect

from record_pages.forms.records import section_form
from record_pages.layout import LAYOUTS
from record_pages.views.records import RecordEdit, RecordView


class SectionEdit(RecordEdit):
    """One section of the Details, changed where it stands; without htmx on a page of its own."""

    def get_template_names(self) -> list[str]:
        is_part = self.request.htmx  # type: ignore[attr-defined]
        return ["record_pages/section_form.html" if is_part else "record_pages/record_form.html"]

    def get_form_class(self) -> Any:
        sections, place = LAYOUTS[self.object_name()], self.kwargs["section"]
        if place >= len(sections):
            raise Http404("The Details have no such section.")
        return section_form(self.form_class, sections[place])

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """The focus goes to what is wrong, else to the first field."""
        context = super().get_context_data(**context)
        fields, errors = context["form"].fields, context["form"].errors
        fields[next((name for name in fields if name in errors), next(iter(fields)))].widget.attrs["autofocus"] = True
        return context

    def form_valid(self, form: Any) -> HttpResponse:
        """The whole page comes again: a number, say, shows in more than one place."""
        answer = super().form_valid(form)
        url = answer.headers["Location"]
        return HttpResponseClientRedirect(url) if self.request.htmx else answer  # type: ignore[attr-defined]


class StatusChange(RecordView, SingleObjectMixin, View):  # type: ignore[type-arg]
    """A click on a step of the path."""

    verb = "change"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        record = self.get_object()
        wanted = request.POST.get("status", "")
        if wanted not in type(record).Status:
            raise Http404("There is no such status.")
        record.status = wanted
        record.save(update_fields=["status", "changed_at"])
        messages.success(request, _("The status is now “%(status)s”.") % {"status": record.get_status_display()})
        return redirect(record)
