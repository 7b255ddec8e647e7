"""Saved list views."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _


class ListViewQuerySet(models.QuerySet["ListView"]):
    def visible_to(self, user: Any, object_name: str) -> "ListViewQuerySet":
        """A person's own views of a list and the shared ones; `is_pinned` tells which one the list opens with."""
        pins = ListView.pinned_by.through.objects.filter(listview=OuterRef("pk"), user=user)
        seen = self.filter(Q(owner=user) | Q(is_shared=True), object_name=object_name)
        return seen.annotate(is_pinned=Exists(pins))


class ListView(models.Model):
    """One way to look at a list: which rows, which columns, in which order. The list itself is its *All* view."""

    object_name = models.CharField(max_length=20, help_text="The model whose list this is.")
    name = models.CharField(_("name"), max_length=80)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="list_views")
    is_shared = models.BooleanField(
        _("shared"), default=False, help_text=_("Everybody who may open the list can choose it; only you change it.")
    )
    filters = models.JSONField(default=list, blank=True, help_text="[[field, operator, value], …]; all must hold.")
    columns = models.JSONField(default=list, blank=True, help_text="Names of columns in their order.")
    sort = models.CharField(_("sorted by"), max_length=40)
    pinned_by = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="pinned_list_views")

    objects = ListViewQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "object_name", "name"],
                name="a_persons_list_views_differ_in_name",
                violation_error_message=_("You already have a list view of this name."),
            )
        ]

    def __str__(self) -> str:
        return self.name
