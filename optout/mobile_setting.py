"""When Setup makes another phone field the mobile, everybody who opted out stays opted out under that number."""

from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.signals import post_save, pre_save
from django.dispatch import receiver

from configuration.models import Configuration
from crm.models import Contact, Lead
from optout import suppression
from optout.models import ConsentEvent, Suppression

PEOPLE: dict[str, type[Lead] | type[Contact]] = {"lead": Lead, "contact": Contact}
REASON = "Setup made another phone field of a person who opted out the mobile"


@receiver(pre_save, sender=Configuration)
def remember_old_setting(instance: Any, raw: bool = False, **kwargs: object) -> None:
    """Note which fields are the mobile now, before that is overwritten. Whoever changes it, the opt-outs follow."""
    stored = None if raw else Configuration.objects.filter(pk=instance.pk).first()
    instance.mobile_fields_before = {name: getattr(stored, f"{name}_mobile") for name in PEOPLE} if stored else {}


@receiver(post_save, sender=Configuration)
def follow_new_setting(instance: Any, **kwargs: object) -> None:
    for name, old in instance.mobile_fields_before.items():
        new = getattr(instance, f"{name}_mobile")
        if new != old:
            carry_opt_outs(PEOPLE[name], old=f"{old}_e164", new=f"{new}_e164")


@transaction.atomic
def carry_opt_outs(model: type[Lead] | type[Contact], *, old: str, new: str) -> int:
    """Opt out the `new` numbers of those who opted out under the `old`; without one, their opt-out waits for it."""
    people: Any = model._default_manager
    is_suppressed = Exists(Suppression.objects.current().filter(number=OuterRef(old)))
    opted_out = people.filter(Q(has_pending_opt_out=True) | is_suppressed)
    opted_out.filter(**{new: ""}).update(has_pending_opt_out=True)
    numbers = opted_out.exclude(**{new: ""}).order_by().values_list(new, flat=True).distinct()
    carried = suppression.opt_out_many(
        numbers, source=Suppression.Source.PERSON, reason=REASON, what=ConsentEvent.What.CARRIED
    )
    people.filter(has_pending_opt_out=True).exclude(**{new: ""}).update(has_pending_opt_out=False)
    return carried
