"""Setup: Page layouts, one table of switches for all four objects."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from unfold.widgets import UnfoldBooleanWidget

from configuration.admin.history import HistoryAdmin
from configuration.admin.read_only import OperationsAdmin
from configuration.admin.setup_page import render_setup_page
from configuration.models import PageLayout

SWITCHES = [field for field in PageLayout._meta.fields if field.get_internal_type() == "BooleanField"]


class PageLayoutForm(forms.ModelForm):  # type: ignore[type-arg]
    """The switches of one object; those that mean nothing on its pages are left out."""

    class Meta:
        model = PageLayout
        fields = [field.name for field in SWITCHES]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in set(self.fields) - set(self.instance.parts):
            del self.fields[name]
        for name, field in self.fields.items():
            label = f"{field.label}: {self.instance.get_object_display()}"
            field.widget = UnfoldBooleanWidget({"aria-label": label, "id": f"{self.instance.object}-{name}"})

    def cells(self) -> list[Any]:
        """One cell per switch of the table, empty where it does not apply."""
        return [self[field.name] if field.name in self.fields else None for field in SWITCHES]


def page_layouts(request: HttpRequest) -> HttpResponse:
    data = request.POST or None
    layouts = [PageLayout.for_object(name) for name in PageLayout.Object.values]
    forms = [PageLayoutForm(data, instance=layout, prefix=layout.object) for layout in layouts]
    if request.method == "POST" and all(form.is_valid() for form in forms):
        for form in forms:
            if form.has_changed():
                form.save()
        messages.success(request, "Page layouts are saved.")
        return redirect("admin-setup-page-layouts")
    context = {"forms": forms, "switches": [field.verbose_name for field in SWITCHES]}
    return render_setup_page(request, "configuration/setup/page_layouts.html", context, title="Page layouts")


@admin.register(PageLayout)
class PageLayoutAdmin(OperationsAdmin, HistoryAdmin):
    """Only here for the history: the switches are set on the page above."""

    fields = ("object", *(field.name for field in SWITCHES))

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return redirect("admin-setup-page-layouts")
