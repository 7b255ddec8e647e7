"""Record pages: what leads, contacts and campaigns share when they are shown, made, changed and deleted."""

from itertools import chain
from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import CreateView, DeleteView, DetailView, UpdateView

from configuration.models import PageLayout
from record_pages.layout import details_of
from record_pages.related_sms import related_sms
from record_pages.widget import panel_context


class RecordView(PermissionRequiredMixin):
    """A page about one kind of record; who may open it follows from the model and the verb."""

    request: HttpRequest
    model: type[Model]
    verb: ClassVar[str] = "view"

    def object_name(self) -> str:
        """ "lead", "contact" or "campaign"."""
        return str(self.model._meta.model_name)

    def get_permission_required(self) -> tuple[str, ...]:
        return (f"crm.{self.verb}_{self.object_name()}",)

    def get_queryset(self) -> QuerySet[Any]:
        return self.model._default_manager.select_related("owner")

    def list_url(self) -> str:
        return reverse(f"{self.object_name()}s")

    def url_to(self, page: str) -> str:
        """Another page about the same record: "edit", "delete", "opt-out"."""
        return reverse(f"{self.object_name()}-{page}", args=[self.object.pk])  # type: ignore[attr-defined]

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        known = {"object_name": self.object_name(), "object_label": self.model._meta.verbose_name}
        return super().get_context_data(**known, **context)  # type: ignore[misc,no-any-return]


class RecordPage(RecordView, DetailView):  # type: ignore[type-arg]
    """Highlights, Details, Related, and the Send SMS panel at the side, as far as the page layout shows them."""

    context_object_name = "record"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        name, layout = self.object_name(), PageLayout.for_object(self.object_name())
        if layout.has_send_panel:
            context |= panel_context(self.request, self.object)
        if layout.has_sms_list and self.request.user.has_perm("sms.view_sms"):
            context["sms_list"] = related_sms(self.object)
        return super().get_context_data(
            **context,
            layout=layout,
            sections=list(details_of(self.object)),
            edit_url=self.url_to("edit") if self.request.user.has_perm(f"crm.change_{name}") else "",
            delete_url=self.url_to("delete") if self.request.user.has_perm(f"crm.delete_{name}") else "",
            send_url=self.send_url(),
            path=self.path(),
        )

    def path(self) -> dict[str, Any]:
        """The steps of the record's status, and where it stands; empty for what has no status."""
        steps = getattr(self.model, "Status", None)
        if steps is None:
            return {}
        done = steps.values.index(self.object.status) if self.object.status in steps else -1
        return {"steps": [(value, label, place < done) for place, (value, label) in enumerate(steps.choices)]}

    def send_url(self) -> str:
        """Where the Send SMS button leads when the page has no panel."""
        return reverse("send-sms", args=[self.object_name(), self.object.pk])


class FormPage(RecordView):
    """A form with all fields of the record, grouped as its Details are."""

    template_name: str | None = "record_pages/record_form.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user}  # type: ignore[misc,no-any-return]

    def form_valid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        messages.success(self.request, _("“%(name)s” was saved.") % {"name": form.instance})
        for field, problem in unusable_numbers(form):
            messages.warning(
                self.request,
                _("%(field)s is kept as you typed it but cannot be texted: %(problem)s")
                % {"field": field, "problem": problem},
            )
        return answer


class RecordNew(FormPage, CreateView):  # type: ignore[type-arg]
    verb = "add"

    def get_initial(self) -> dict[str, Any]:
        return {"owner": self.request.user.pk}

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        heading = _("New %(object)s") % {"object": self.model._meta.verbose_name}
        return super().get_context_data(**context, heading=heading, cancel_url=self.list_url())


class RecordEdit(FormPage, UpdateView):  # type: ignore[type-arg]
    verb = "change"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        # Asked again, because the form has already written what was typed into self.object.
        heading = _("Edit %(name)s") % {"name": self.get_queryset().get(pk=self.object.pk)}
        return super().get_context_data(**context, heading=heading, cancel_url=self.object.get_absolute_url())


class RecordDelete(RecordView, DeleteView):  # type: ignore[type-arg]
    """Asks first, and says what goes and what stays."""

    verb = "delete"
    template_name = "record_pages/confirm.html"
    consequences: ClassVar[tuple[Any, ...]]

    def get_success_url(self) -> str:
        return self.list_url()

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(
            **context,
            heading=_("Delete “%(name)s”?") % {"name": self.object},
            consequences=self.consequences,
            action=_("Delete"),
            cancel_url=self.object.get_absolute_url(),
        )

    def form_valid(self, form: Any) -> HttpResponse:
        name = str(self.object)
        answer = super().form_valid(form)
        messages.success(self.request, _("“%(name)s” was deleted. Its SMS are kept.") % {"name": name})
        return answer


def unusable_numbers(form: Any) -> list[tuple[str, str]]:
    """The numbers just typed that cannot be used, and why."""
    details = chain.from_iterable(details for __, details in details_of(form.instance))
    return [(detail.label, detail.problem) for detail in details if detail.problem and detail.name in form.changed_data]
