"""Saved list views: making, changing, deleting and pinning them."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View

from record_pages.forms.list_views import ListViewForm, filter_forms, name_of_copy, redrawn
from record_pages.models import ListView
from record_pages.views.broadcasts import BroadcastList
from record_pages.views.campaigns import CampaignList
from record_pages.views.contacts import ContactList
from record_pages.views.leads import LeadList
from record_pages.views.sms import SmsList
from record_pages.views.viewed_lists import ALL, ViewedList

LISTS: dict[str, tuple[type[ViewedList], str]] = {
    "lead": (LeadList, "leads"),
    "contact": (ContactList, "contacts"),
    "campaign": (CampaignList, "campaigns"),
    "sms": (SmsList, "sms-list"),
    "broadcast": (BroadcastList, "broadcasts"),
}


class AboutList(PermissionRequiredMixin, View):
    """Something about the views of one list: for everybody who may open the list."""

    def object_name(self) -> str:
        name = str(self.kwargs["object_name"])
        if name not in LISTS:
            raise Http404("There is no such list.")
        return name

    @cached_property
    def list_page(self) -> type[ViewedList]:
        return LISTS[self.object_name()][0]

    def get_permission_required(self) -> tuple[str, ...]:
        return (str(self.list_page.permission_required),)

    def list_url(self, view: int | str) -> str:
        return f"{reverse(LISTS[self.object_name()][1])}?view={view}"


class EditListView(AboutList):
    """The form of a view that is one's own."""

    permission_required = "sms.view_sms"

    @cached_property
    def view(self) -> ListView:
        return get_object_or_404(ListView, owner=self.request.user, pk=self.kwargs["pk"])

    def object_name(self) -> str:
        return self.view.object_name

    def get_permission_required(self) -> tuple[str, ...]:
        return (self.permission_required,)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.show(self.form(None), self.filters(None))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form, filters = self.form(request.POST), self.filters(request.POST)
        if "redraw" in request.POST:
            return self.show(form, redrawn(filters))
        if not (form.is_valid() and filters.is_valid()):
            return self.show(form, filters)
        form.instance.filters = [stored for one in filters if (stored := one.stored())]
        view = form.save()
        messages.success(request, _("“%(name)s” was saved.") % {"name": view})
        return redirect(self.list_url(view.pk))

    def form(self, data: Any) -> ListViewForm:
        return ListViewForm(data, instance=self.view, columns=self.list_page.columns)

    def filters(self, data: Any) -> Any:
        return filter_forms(data, self.view.filters, self.list_page.filter_fields())

    def show(self, form: ListViewForm, filters: Any) -> HttpResponse:
        context = {
            "form": form,
            "filters": filters,
            "icon_name": self.list_page.icon_name,
            "heading": _("Filters and columns") if self.view.pk else _("New list view"),
            "cancel_url": self.list_url(self.view.pk or ALL),
        }
        return render(self.request, "record_pages/list_view_form.html", context)


class NewListView(EditListView):
    """The form of a view that is not there yet: like *All*, or like the one it is to be copied from."""

    @cached_property
    def view(self) -> ListView:
        page = self.list_page
        user: Any = self.request.user
        wanted = self.request.GET.get("from", "")
        view = ListView(
            owner=user,
            object_name=self.object_name(),
            columns=[column.name for column in page.columns if column.is_in_all],
            sort=page.default_sort,
        )
        if wanted.isdecimal():
            like = get_object_or_404(ListView.objects.visible_to(user, self.object_name()), pk=wanted)
            view.name, view.filters, view.columns, view.sort = name_of_copy(like), like.filters, like.columns, like.sort
        return view

    def object_name(self) -> str:
        return AboutList.object_name(self)

    def get_permission_required(self) -> tuple[str, ...]:
        return AboutList.get_permission_required(self)


class DeleteListView(EditListView):
    """Asks first."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        consequences = [_("Whoever shares or pinned this list view gets “All” instead. No record is deleted.")]
        context = {
            "object_name": self.list_page.icon_name,
            "heading": _("Delete “%(name)s”?") % {"name": self.view},
            "consequences": consequences,
            "action": _("Delete"),
            "cancel_url": self.list_url(self.view.pk),
        }
        return render(request, "record_pages/confirm.html", context)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        url = self.list_url(ALL)
        self.view.delete()
        messages.success(request, _("“%(name)s” was deleted.") % {"name": self.view})
        return redirect(url)


class PinListView(AboutList):
    """Say which view a list opens with for oneself; none of them means *All*."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        wanted = request.POST.get("view", "")
        user: Any = request.user
        seen = ListView.objects.visible_to(user, self.object_name())
        view = get_object_or_404(seen, pk=wanted) if wanted.isdecimal() else None
        with transaction.atomic():
            ListView.pinned_by.through.objects.filter(user=user, listview__in=seen).delete()
            if view:
                view.pinned_by.add(user)
        return redirect(self.list_url(view.pk if view else ALL))
