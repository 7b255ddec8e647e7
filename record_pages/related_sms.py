"""The SMS of a lead, a contact or a campaign, as its page shows them: the newest few, kept up to date."""

from dataclasses import dataclass

from django.urls import reverse

from record_pages.live import Live, follow
from record_pages.subjects import Subject, kind_of
from sms.models import Sms
from sms.status import Status

SHOWN_ROWS = 6


@dataclass(frozen=True, slots=True)
class RelatedSms:
    """What `record_pages/sms/related_list.html` shows."""

    rows: list[Sms]
    has_more: bool
    all_url: str
    live: Live

    @property
    def ends_with_opt_out(self) -> bool:
        return bool(self.rows) and self.rows[0].status == Status.OPT_OUT


def related_sms(record: Subject) -> RelatedSms:
    """The newest SMS of a record."""
    kind = kind_of(record)
    found = list(Sms.objects.select_related("lead", "contact").filter(**{kind: record})[: SHOWN_ROWS + 1])
    rows, unsettled = found[:SHOWN_ROWS], [sms for sms in found[:SHOWN_ROWS] if not sms.has_ended]
    live = follow(
        reverse("related-sms", args=[kind, record.pk]),
        state=[(sms.pk, sms.status, sms.delivery_status) for sms in rows],
        since=max((sms.created_at for sms in unsettled), default=record.created_at),
        is_over=not unsettled,
        pace="2s",
    )
    return RelatedSms(rows, len(found) > SHOWN_ROWS, f"{reverse('sms-list')}?{kind}={record.pk}", live)
