"""What the forms of all records share."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.db.models import Q
from django.forms import BoundField
from django.utils.functional import Promise

from record_pages.layout import LAYOUTS


class RecordForm(forms.ModelForm):  # type: ignore[type-arg]
    """All fields of a record, in the sections its Details have."""

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user = user
        owner: Any = self.fields["owner"]
        owner.queryset = User.objects.filter(Q(is_active=True) | Q(pk=self.instance.owner_id))
        owner.label_from_instance = lambda user: user.get_full_name() or user.get_username()

    def sections(self) -> Iterator[tuple[str | Promise, list[BoundField]]]:
        for section in LAYOUTS[str(self._meta.model._meta.model_name)]:
            yield section.title, [self[name] for name in section.names]
