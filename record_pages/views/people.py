"""Pages that leads and contacts share."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from configuration.models import Configuration, PageLayout
from crm.models import Contact, Lead
from crm.people import holders_of
from optout.records import is_person_opted_out, opted_out_ids
from optout.suppression import current_for, history_of
from record_pages.finding import people_matching
from record_pages.paging import Order
from record_pages.threads import thread_with
from record_pages.views.lists import Column
from record_pages.views.records import RecordDelete, RecordPage
from record_pages.views.viewed_lists import Row, ViewedList

Person = Lead | Contact
RELATED_ROWS = 6


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person in a list, with what would otherwise be asked once per row."""

    person: Person
    mobile: str
    is_opted_out: bool


class PersonList(ViewedList):
    """Leads or contacts, newest first."""

    sorts = {"name": Order(("last_name", "first_name", "pk")), "created": Order()}
    search_label = _("Search by name, company, email or phone number")
    bulk_permission = "crm.add_campaignmember"

    def rows(self) -> QuerySet[Any]:
        return super().rows().select_related("owner").defer("description")

    def matching(self, rows: QuerySet[Any], term: str) -> QuerySet[Any]:
        return people_matching(rows, term)

    @cached_property
    def mobile_field(self) -> str:
        return str(getattr(Configuration.current(), f"{self.object_name()}_mobile"))

    def arranged(self, records: Iterable[Any]) -> list[Row]:
        self.opted_out = opted_out_ids(list(records))
        return [replace(row, is_opted_out=row.record.pk in self.opted_out) for row in super().arranged(records)]

    def value(self, record: Any, column: Column) -> Any:
        if column.name == "opt_out":
            return gettext("Yes") if record.pk in self.opted_out else gettext("No")
        return getattr(record, self.mobile_field) if column.name == "mobile" else super().value(record, column)


def rows_of(people: list[Any]) -> list[PersonRow]:
    """Leads, or contacts, with their mobiles and opt-outs; the same few queries however many they are."""
    if not people:
        return []
    mobile = getattr(Configuration.current(), f"{people[0].object_name}_mobile")
    opted_out = opted_out_ids(people)
    return [PersonRow(person, getattr(person, mobile), person.pk in opted_out) for person in people]


def may_change_opt_out(user: Any, person: Person) -> bool:
    """Whether this user may change the person, and the page layout lets the opt-out be changed here."""
    layout = PageLayout.for_object(person.object_name)
    return layout.is_opt_out_editable and bool(user.has_perm(f"crm.change_{person.object_name}"))


class PersonPage(RecordPage):
    """A lead or a contact, and the truth about the number."""

    template_name = "record_pages/people/person.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        person = self.object
        number = person.mobile
        members = person.campaign_members.select_related("campaign").order_by("-pk")
        return super().get_context_data(
            **context,
            number=number,
            mobile_field=person.mobile_field,
            other_holders=[other for other in holders_of(number.e164) if other != person],
            is_opted_out=is_person_opted_out(person),
            opt_out=current_for(number.e164),
            last_event=history_of(number.e164).first() if number.e164 else None,
            memberships=members[:RELATED_ROWS],
            thread=thread_with(number.e164) if self.request.user.has_perm("sms.view_sms") else None,
            opt_out_url=self.url_to("opt-out") if may_change_opt_out(self.request.user, person) else "",
            campaign_add_url=self.url_to("campaigns"),
        )


class PersonDelete(RecordDelete):
    consequences = (
        _("The person's page and campaign memberships go. There is no way back."),
        _("SMS to and from this person stay in the SMS list, without the link to a person."),
        _("An opt-out of the number stays: the number will still not be texted."),
    )
