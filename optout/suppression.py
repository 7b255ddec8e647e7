"""May we text this number? Opting out, clearing, and the ledger line each of them leaves."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from optout.models import ConsentEvent, Suppression

What = ConsentEvent.What

PAGE = 500


class ReasonMissing(ValueError):
    """An opt-out is cleared with a reason or not at all."""


def current_for(number: str) -> Suppression | None:
    """The opt-out in force for a number, if there is one."""
    return Suppression.objects.current().filter(number=number).first() if number else None


def is_opted_out(number: str) -> bool:
    return bool(number) and Suppression.objects.current().filter(number=number).exists()


def opted_out_among(numbers: Iterable[str]) -> set[str]:
    """Those of `numbers` that must not be texted."""
    return set(Suppression.objects.current().filter(number__among=numbers).values_list("number", flat=True))


def history_of(number: str) -> QuerySet[ConsentEvent]:
    """The ledger of a number, newest first."""
    return ConsentEvent.objects.filter(number=number).select_related("by")


@transaction.atomic
def opt_out(
    number: str,
    *,
    source: str,
    by: Any = None,
    reason: str = "",
    sms_reference: str = "",
    wording: str = "",
    what: str = What.OPTED_OUT,
    said_at: datetime | None = None,
) -> Suppression:
    """Suppress a number from now on. A second opt-out leaves its line in the ledger, at the time it was said.

    What staff, an import or a program records is the stronger: from then on START does not end it.
    """
    # Locked: a START or a clearing under way would end it after this was taken to be in force already.
    suppression, is_new = Suppression.objects.select_for_update().get_or_create(
        number=number,
        cleared_at=None,
        defaults={
            "source": source,
            "created_by": by,
            "reason": reason[:255],
            "sms_reference": sms_reference,
        },
    )
    if suppression.source == Suppression.Source.REPLY != source:
        suppression.source, suppression.created_by, suppression.reason = source, by, reason[:255]
        suppression.save(update_fields=["source", "created_by", "reason"])
    ConsentEvent.objects.create(
        number=number,
        what=what,
        source=source,
        wording=wording or reason,
        sms_reference=sms_reference,
        by=by,
        was_opted_out=not is_new,
        is_opted_out=True,
        at=said_at or timezone.now(),
    )
    return suppression


@transaction.atomic
def opt_out_many(numbers: Iterable[str], *, source: str, reason: str, what: str = What.OPTED_OUT) -> int:
    """Suppress those of many numbers that are not yet; returns how many. The statements are as few as the pages."""
    wanted = sorted(set(numbers) - {""})
    added = 0
    for start in range(0, len(wanted), PAGE):
        page = wanted[start : start + PAGE]
        opted_out = Suppression.objects.current().filter(number__among=page).select_for_update().order_by("number")
        new = sorted(set(page) - set(opted_out.values_list("number", flat=True)))
        Suppression.objects.bulk_create(
            [Suppression(number=number, source=source, reason=reason[:255]) for number in new], ignore_conflicts=True
        )
        ConsentEvent.objects.bulk_create(
            ConsentEvent(
                number=number, what=what, source=source, wording=reason, was_opted_out=False, is_opted_out=True
            )
            for number in new
        )
        added += len(new)
    return added


@transaction.atomic
def clear(number: str, *, by: Any, reason: str, source: str = "person") -> bool:
    """End the opt-out of a number; False when there was none. The permission is the caller's to check."""
    if not reason.strip():
        raise ReasonMissing("Say why this person may be texted again.")
    current = _locked(number)
    if current is None:
        return False
    _end(current, what=What.CLEARED, source=source, by=by, wording=reason)
    return True


@transaction.atomic
def opt_in_by_reply(number: str, *, wording: str, sms_reference: str, said_at: datetime | None = None) -> bool:
    """START ends an opt-out that a reply made; of one that somebody recorded, only the wish to end it is noted.

    So it is of a START that was held up and is heard only now, `said_at` before the last opt-out: that was later.
    """
    current = _locked(number)
    if current is None:
        return False
    if current.source == Suppression.Source.REPLY and not _has_opted_out_since(number, said_at):
        _end(current, what=What.OPTED_IN, source="reply", wording=wording, sms_reference=sms_reference)
        return True
    ConsentEvent.objects.create(
        number=number,
        what=What.ASKED,
        source="reply",
        wording=wording,
        sms_reference=sms_reference,
        was_opted_out=True,
        is_opted_out=True,
    )
    return False


def _has_opted_out_since(number: str, moment: datetime | None) -> bool:
    if moment is None:
        return False
    return ConsentEvent.objects.filter(number=number, what=What.OPTED_OUT, at__gt=moment).exists()


def _locked(number: str) -> Suppression | None:
    """The opt-out in force, as it is judged and until that is committed: an opt-out said meanwhile waits its turn."""
    return Suppression.objects.current().filter(number=number).select_for_update().first()


def _end(
    current: Suppression, *, what: str, source: str, wording: str, by: Any = None, sms_reference: str = ""
) -> None:
    current.cleared_at = timezone.now()
    current.save(update_fields=["cleared_at"])
    ConsentEvent.objects.create(
        number=current.number,
        what=what,
        source=source,
        wording=wording,
        sms_reference=sms_reference,
        by=by,
        was_opted_out=True,
        is_opted_out=False,
    )
