"""The merge fields a text may use, and which of them leads, contacts and campaigns have."""

from dataclasses import dataclass
from enum import StrEnum


class RelatedObject(StrEnum):
    """What a template is written for; a campaign's members are leads and contacts."""

    LEAD = "lead"
    CONTACT = "contact"
    CAMPAIGN = "campaign"


@dataclass(frozen=True, slots=True)
class MergeField:
    """One fact about a person that a text can name, such as `<%=FirstName%>`."""

    name: str
    label: str
    attributes: tuple[str, ...]  # more than one are joined by a space
    estimate: int  # characters it counts for while nobody knows who will receive the text
    objects: frozenset[RelatedObject]

    @property
    def tag(self) -> str:
        return f"<%={self.name}%>"


# A campaign text goes to leads and contacts alike, so it may name only what both have.
BOTH = frozenset(RelatedObject)
LEAD = frozenset({RelatedObject.LEAD})
CONTACT = frozenset({RelatedObject.CONTACT})

MERGE_FIELDS = (
    MergeField("Salutation", "Salutation", ("salutation",), 3, BOTH),
    MergeField("FirstName", "First name", ("first_name",), 10, BOTH),
    MergeField("LastName", "Last name", ("last_name",), 10, BOTH),
    MergeField("Name", "Full name", ("first_name", "last_name"), 21, BOTH),
    MergeField("Company", "Company", ("company",), 20, LEAD),
    MergeField("AccountName", "Account name", ("account_name",), 20, CONTACT),
    MergeField("Title", "Title", ("title",), 20, BOTH),
    MergeField("Department", "Department", ("department",), 15, CONTACT),
    MergeField("Email", "Email", ("email",), 25, BOTH),
    MergeField("Phone", "Phone", ("phone",), 13, BOTH),
    MergeField("MobilePhone", "Mobile phone", ("mobile_phone",), 13, BOTH),
    MergeField("HomePhone", "Home phone", ("home_phone",), 13, CONTACT),
    MergeField("OtherPhone", "Other phone", ("other_phone",), 13, CONTACT),
    MergeField("AssistantPhone", "Assistant phone", ("assistant_phone",), 13, CONTACT),
    MergeField("Fax", "Fax", ("fax",), 13, BOTH),
    MergeField("LeadSource", "Lead source", ("lead_source",), 10, BOTH),
    MergeField("Status", "Status", ("status",), 15, LEAD),
    MergeField("Rating", "Rating", ("rating",), 4, LEAD),
    MergeField("Street", "Street", ("street",), 25, BOTH),
    MergeField("City", "City", ("city",), 10, BOTH),
    MergeField("State", "State", ("state",), 10, BOTH),
    MergeField("PostalCode", "Postal code", ("postal_code",), 8, BOTH),
    MergeField("Country", "Country", ("country",), 2, BOTH),
)
_BY_NAME = {field.name.lower(): field for field in MERGE_FIELDS}


def fields_for(related_object: str) -> tuple[MergeField, ...]:
    return tuple(field for field in MERGE_FIELDS if related_object in field.objects)


def find_field(name: str) -> MergeField | None:
    """The field of that name, whatever its capitals and the spaces around it."""
    return _BY_NAME.get(name.strip().lower())


def estimates() -> dict[str, int]:
    """How many characters each field counts for, for the counter in the browser."""
    return {field.name: field.estimate for field in MERGE_FIELDS}
