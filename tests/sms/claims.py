"""Claims as the tests of the outbox make and read them."""

from django.db.models import F
from django.db.models.functions import Now

from sms import outbox
from sms.models import Sms
from sms.outbox import Parcel

EVERYTHING = {"singles": 500, "broadcasts": 500}


def claim(**limits: int) -> list[Parcel]:
    return outbox.claim(**EVERYTHING | limits)


def pks(parcels: list[Parcel]) -> list[int]:
    return [parcel.pk for parcel in parcels]


def stored(sms: Sms | Parcel) -> Sms:
    return Sms.objects.get(pk=sms.pk)


def seconds_left(sms: Sms | Parcel, field: str) -> float:
    row = Sms.objects.annotate(left=F(field) - Now()).get(pk=sms.pk)
    return float(row.left.total_seconds())
