"""SMS templates: list, new, edit, clone, delete."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.generic import CreateView, DeleteView, UpdateView

from gateway.segments import segment
from record_pages.finding import clean_term
from record_pages.forms.templates import SmsTemplateForm
from record_pages.paging import Order
from record_pages.template_preview import MODELS, cases
from record_pages.views.lists import Column, ListPage
from record_pages.widget import counting_table
from templates_app.merge import estimate, find_problems
from templates_app.merge_fields import MERGE_FIELDS
from templates_app.models import SmsTemplate


class TemplateList(ListPage):
    """All templates by name."""

    permission_required = "templates_app.view_smstemplate"
    model = SmsTemplate
    icon_name = "template"
    template_name = "record_pages/sms_templates/list.html"
    columns = (
        Column("#"),
        Column(_("Template name"), "name"),
        Column(_("Related object")),
        Column(_("From")),
        Column(_("Edit/Delete")),
    )
    sorts = {"name": Order(("name", "pk"))}
    default_sort = "name"
    search_label = _("Search by template name")

    def rows(self) -> QuerySet[Any]:
        return SmsTemplate.objects.select_related("sender").defer("text")

    def matching(self, rows: QuerySet[Any], term: str) -> QuerySet[Any]:
        return rows.filter(name__icontains=term.replace("\0", ""))


class TemplateForm(PermissionRequiredMixin):
    """The form with its editor."""

    model = SmsTemplate
    form_class: Any = SmsTemplateForm
    template_name: Any = "record_pages/sms_templates/form.html"
    success_url: Any = reverse_lazy("templates")
    request: HttpRequest

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        context = super().get_context_data(**context)  # type: ignore[misc]
        text = context["form"]["text"].value() or ""
        return context | {
            "table": counting_table(None),
            "fields": MERGE_FIELDS,
            "counter": segment(estimate(text)),
            "may_save": self.may_save(),
        }

    def may_save(self) -> bool:
        return True

    def form_valid(self, form: Any) -> HttpResponse:
        messages.success(self.request, gettext("“%(name)s” was saved.") % {"name": form.instance})
        return super().form_valid(form)  # type: ignore[misc,no-any-return]


class NewTemplate(TemplateForm, CreateView):  # type: ignore[type-arg]
    """An empty form."""

    permission_required = "templates_app.add_smstemplate"
    extra_context = {"heading": _("New SMS template")}


class CloneTemplate(NewTemplate):
    """A form filled from another template; nothing is stored before it is saved under its own name."""

    def get_initial(self) -> dict[str, Any]:
        original = get_object_or_404(SmsTemplate, pk=self.kwargs["pk"])
        name = gettext("Copy of %(name)s") % {"name": original.name}
        return {
            "name": name[:80],
            "related_object": original.related_object,
            "sender": original.sender_id,
            "text": original.text,
        }


class EditTemplate(TemplateForm, UpdateView):  # type: ignore[type-arg]
    """Shows a template to those who may see it; those who may not change it cannot save."""

    extra_context = {"heading": _("SMS template")}

    def get_permission_required(self) -> tuple[str, ...]:
        verb = "view" if self.request.method in ("GET", "HEAD") else "change"
        return (f"templates_app.{verb}_smstemplate",)

    def may_save(self) -> bool:
        return bool(self.request.user.has_perm("templates_app.change_smstemplate"))


class PreviewTemplate(PermissionRequiredMixin, View):
    """What people would get, while the text is being written; posted, because the search may hold a number."""

    permission_required = ("templates_app.view_smstemplate", "crm.view_lead", "crm.view_contact")
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        text, related_object = (request.POST.get(name, "").replace("\0", "") for name in ("text", "related_object"))
        context: dict[str, Any] = {}
        if text.strip() and related_object in MODELS:
            problems = find_problems(text, related_object)
            found = [] if problems else list(cases(text, related_object, clean_term(request.POST.get("who", ""))))
            context = {"problems": problems, "cases": found, "is_nobody": not any(case.person for case in found)}
        return render(request, "record_pages/sms_templates/preview.html", context)


class DeleteTemplate(PermissionRequiredMixin, DeleteView):  # type: ignore[type-arg]
    """Asks first."""

    permission_required = "templates_app.delete_smstemplate"
    model = SmsTemplate
    template_name = "record_pages/confirm.html"
    success_url = reverse_lazy("templates")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(
            **context,
            object_name="template",
            heading=gettext("Delete “%(name)s”?") % {"name": self.object},
            consequences=[gettext("SMS that were written with it are kept as they are.")],
            action=gettext("Delete"),
            cancel_url=reverse("templates"),
        )

    def form_valid(self, form: Any) -> HttpResponse:
        messages.success(self.request, gettext("“%(name)s” was deleted.") % {"name": self.object})
        return super().form_valid(form)
