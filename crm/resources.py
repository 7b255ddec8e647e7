"""What goes out to CSV and comes in again: an allow-list of columns, judged row by row before the first is saved."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from import_export.fields import Field
from import_export.resources import ModelResource
from import_export.widgets import ForeignKeyWidget

from configuration.countries import COUNTRY_CHOICES
from crm.models import Campaign, CampaignMember, Contact, Lead

PAGE = 2000
COUNTRY_CODES = {name.casefold(): code for code, name in COUNTRY_CHOICES}


class CrmResource(ModelResource):
    """Rows with an id change that record, rows without one add a record.

    Everything is judged first and written afterwards in one short transaction, so that a long file neither holds the
    database nor leaves half of itself behind.
    """

    class Meta:
        clean_model_instances = True
        skip_diff = True
        import_id_fields = ("id",)

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.added: list[Any] = []
        self.changed: list[Any] = []

    def import_data(self, dataset: Any, dry_run: bool = False, **options: Any) -> Any:
        """A preview is a run that stops before saving, instead of one that saves and rolls back."""
        options |= {"use_transactions": False, "is_preview": dry_run}
        return super().import_data(dataset, dry_run=False, **options)

    def before_import(self, dataset: Any, **options: Any) -> None:
        if "id" not in dataset.headers:
            dataset.append_col([""] * len(dataset), header="id")

    def before_import_row(self, row: Any, **options: Any) -> None:
        if row["id"] and not (row["id"].isdecimal() and len(row["id"]) < 19):
            raise ValidationError({"id": "An id is a whole number. Leave the cell empty to add a record."})

    def get_instance(self, instance_loader: Any, row: Any) -> Any:
        return super().get_instance(instance_loader, row) if row["id"] else None

    def init_instance(self, row: Any = None) -> Any:
        name = self._meta.model._meta.verbose_name
        if row and row["id"]:
            raise ValidationError({"id": f"There is no {name} with this id. Leave the cell empty to add one."})
        return super().init_instance(row)

    def save_instance(self, instance: Any, is_create: bool, row: Any, **options: Any) -> None:
        (self.added if is_create else self.changed).append(instance)

    def after_import(self, dataset: Any, result: Any, **options: Any) -> None:
        if options["is_preview"] or result.has_errors() or result.has_validation_errors():
            return
        with transaction.atomic():
            self.save_all(user=options["user"])

    def save_all(self, *, user: Any) -> None:
        self._meta.model.objects.bulk_create(self.added, batch_size=PAGE)
        for instance in self.changed:
            # One by one: saving works out E.164 and carries an opt-out along, bulk_update does neither.
            instance.save()


class ById(ForeignKeyWidget):
    """Names a related record by its id."""

    def clean(self, value: Any, row: Any = None, **options: Any) -> Model | None:
        if not value:
            return None
        found: Model | None = self.model.objects.filter(pk=value).first() if str(value).isdecimal() else None
        if found is None:
            raise ValueError(f"There is no {self.model._meta.verbose_name} with this id.")
        return found


def country_code(value: str) -> str:
    """A country by its code or its English name."""
    return COUNTRY_CODES.get(value.strip().casefold(), value.strip().upper())


class PersonResource(CrmResource):
    def before_import_row(self, row: Any, **options: Any) -> None:
        super().before_import_row(row, **options)
        if "country" in row:
            row["country"] = country_code(row["country"])


class CampaignMemberResource(CrmResource):
    campaign = Field("campaign", "campaign", widget=ById(Campaign))
    lead = Field("lead", "lead", widget=ById(Lead))
    contact = Field("contact", "contact", widget=ById(Contact))

    class Meta:
        model = CampaignMember
        fields = ("id", "campaign", "lead", "contact", "status")

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.seen: set[tuple[int, int | None, int | None]] = set()

    def validate_instance(self, instance: CampaignMember, *arguments: Any, **options: Any) -> None:
        """The database knows who is a member already; this file may also name somebody twice."""
        super().validate_instance(instance, *arguments, **options)
        member = (instance.campaign_id, instance.lead_id, instance.contact_id)
        if member in self.seen:
            raise ValidationError("An earlier row of this file already adds this person to this campaign.")
        self.seen.add(member)
