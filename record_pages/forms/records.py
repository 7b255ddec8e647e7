"""What the forms of all records share."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.db.models import Q
from django.forms import BoundField
from django.utils.functional import Promise

from record_pages.layout import LAYOUTS, Section


class RecordForm(forms.ModelForm):  # type: ignore[type-arg]
    """The fields of a record, all or some, in the sections its Details have."""

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user = user
        owner: Any = self.fields.get("owner")
        if owner:
            owner.queryset = User.objects.filter(Q(is_active=True) | Q(pk=self.instance.owner_id))
            owner.label_from_instance = lambda user: user.get_full_name() or user.get_username()

    def sections(self) -> Iterator[tuple[str | Promise, list[BoundField]]]:
        for section in LAYOUTS[str(self._meta.model._meta.model_name)]:
            if fields := [self[name] for name in section.names if name in self.fields]:
                yield section.title, fields


def section_form(whole: Any, section: Section) -> Any:
    """A form with the fields of one section, each as the whole form has it."""
    widgets = {name: whole.base_fields[name].widget for name in section.names}
    return forms.modelform_factory(whole._meta.model, form=RecordForm, fields=section.names, widgets=widgets)
