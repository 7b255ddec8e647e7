"""The forms of a list view: its name, its filters one by one, its columns in their order."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.forms import formset_factory
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from record_pages.filters import OPERATORS, WITHOUT_VALUE, FilterField, problem_with
from record_pages.models import ListView
from record_pages.views.lists import Column

FILTERS_AT_MOST = 5


class ListViewForm(forms.ModelForm):  # type: ignore[type-arg]
    """Everything but the filters. The columns come in the order in which the page sent them."""

    columns = forms.MultipleChoiceField(
        label=_("Columns"), error_messages={"required": _("Tick at least one column."), "invalid_choice": _("Unknown.")}
    )
    sort = forms.ChoiceField(label=_("Sorted by"))

    class Meta:
        model = ListView
        fields = ("name", "is_shared", "columns", "sort")

    def __init__(self, *args: Any, columns: Iterable[Column], **options: Any) -> None:
        super().__init__(*args, **options)
        known = {column.name: column.label for column in columns}
        self.chosen: list[str] = [name for name in self["columns"].value() or () if name in known]
        rest = [name for name in known if name not in self.chosen]
        self.fields["columns"].choices = [(name, known[name]) for name in (*self.chosen, *rest)]  # type: ignore[attr-defined]
        self.fields["sort"].choices = [  # type: ignore[attr-defined]
            (f"{sign}{column.sort}", f"{column.label}, {word}")
            for column in columns
            if column.sort
            for sign, word in (("", _("ascending")), ("-", _("descending")))
        ]

    def clean_name(self) -> str:
        """Owner and list are no fields of this form, so the form does not see their constraint by itself."""
        name: str = self.cleaned_data["name"]
        view = self.instance
        same = ListView.objects.filter(owner=view.owner, object_name=view.object_name, name=name)
        if same.exclude(pk=view.pk):
            raise forms.ValidationError(gettext("You already have a list view of this name."))
        return name


class FilterForm(forms.Form):
    """One filter. Its operators and its value follow from its field; without a field it is no filter."""

    field = forms.ChoiceField(label=_("Field"), required=False)
    operator = forms.CharField(label=_("Compare"), required=False)
    value = forms.CharField(label=_("Value"), required=False, max_length=80)

    def __init__(self, *args: Any, filter_fields: Mapping[str, FilterField], **options: Any) -> None:
        super().__init__(*args, **options)
        self.filter_fields = filter_fields
        names = [("", _("No filter")), *((name, field.label) for name, field in filter_fields.items())]
        self.fields["field"].choices = names  # type: ignore[attr-defined]
        # Another field has other operators and values: this filter is drawn again, the others stay as they are.
        row = f"#{self.prefix}"
        redraw = {
            "hx-post": "",
            "hx-vals": '{"redraw": ""}',
            "hx-select": row,
            "hx-target": row,
            "hx-swap": "outerHTML",
        }
        self.fields["field"].widget.attrs |= redraw
        if chosen := filter_fields.get(self["field"].value() or ""):
            self.fields["operator"].widget = forms.Select(choices=list(OPERATORS[chosen.kind].items()))
            if chosen.choices:
                self.fields["value"].widget = forms.Select(choices=[("", _("Choose")), *chosen.choices])
            elif chosen.kind == "number":
                self.fields["value"].widget.input_type = "tel"

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        field = self.filter_fields.get(cleaned.get("field", ""))
        if field and (problem := problem_with(field, cleaned["operator"], cleaned.get("value", ""))):
            self.add_error("value", problem)
        return cleaned

    def stored(self) -> list[str]:
        """The filter as a list view keeps it; empty where there is none."""
        name, operator, value = (self.cleaned_data.get(name, "") for name in ("field", "operator", "value"))
        return [name, operator, "" if operator in WITHOUT_VALUE else value] if name else []


FilterForms = formset_factory(FilterForm, extra=FILTERS_AT_MOST, max_num=FILTERS_AT_MOST, absolute_max=FILTERS_AT_MOST)


def filter_forms(data: Any, filters: Iterable[Any], filter_fields: Mapping[str, FilterField]) -> Any:
    """The filters of a list view as forms, and empty ones up to the most there can be."""
    initial = [dict(zip(("field", "operator", "value"), one, strict=True)) for one in filters]
    return FilterForms(data, initial=initial, prefix="filter", form_kwargs={"filter_fields": filter_fields})


def redrawn(forms: Any) -> Any:
    """The same choices with the operators and values that fit their fields now, and no complaints yet."""
    given = [[form[name].value() or "" for name in ("field", "operator", "value")] for form in forms]
    return filter_forms(None, given, forms.form_kwargs["filter_fields"])


def name_of_copy(original: ListView) -> str:
    return (gettext("Copy of %(name)s") % {"name": original.name})[:80]
