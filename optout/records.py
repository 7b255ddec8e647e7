"""The opt-out seen from a person's record: the checkbox follows the number, and the number's change follows it.

The two signal handlers are the one place where this project listens to its own models. An opt-out must survive a
changed number whoever changes it (form, API, import, admin, shell), and only the model's own save sees them all.
"""

from collections.abc import Sequence
from typing import Any

from django.db.models.signals import post_save, pre_save
from django.dispatch import receiver

from configuration.models import Configuration
from crm.models import Contact, Lead
from optout import suppression
from optout.models import ConsentEvent, Suppression

Source = Suppression.Source
What = ConsentEvent.What


def is_person_opted_out(person: Lead | Contact) -> bool:
    """What the *SMS opt-out* checkbox shows."""
    return person.has_pending_opt_out or suppression.is_opted_out(_stored_mobile(person))


def opted_out_ids(people: Sequence[Lead | Contact]) -> set[int]:
    """The ids of those of `people` (all leads or all contacts) who opted out, in two queries."""
    if not people:
        return set()
    field = mobile_e164_field(people[0].object_name)
    suppressed = suppression.opted_out_among({getattr(person, field) for person in people} - {""})
    return {person.pk for person in people if person.has_pending_opt_out or getattr(person, field) in suppressed}


def mobile_e164_field(object_name: str) -> str:
    """The column that holds the mobile of leads or contacts in E.164, as Setup chose."""
    return f"{getattr(Configuration.current(), f'{object_name}_mobile')}_e164"


def opt_out_person(person: Lead | Contact, *, by: Any, source: str = Source.PERSON, reason: str = "") -> None:
    """Opt a person's number out; without a usable number, remember it for the next one."""
    if number := _stored_mobile(person):
        suppression.opt_out(number, source=source, by=by, reason=reason)
        return
    _set_pending(person, True)
    _note_pending(person, by=by, source=source, is_opted_out=True, reason=reason)


def clear_person(person: Lead | Contact, *, by: Any, reason: str) -> None:
    """Let a person be texted again; needs a reason. The permission is the caller's to check."""
    if not reason.strip():
        raise suppression.ReasonMissing("Say why this person may be texted again.")
    if person.has_pending_opt_out:
        _set_pending(person, False)
        _note_pending(person, by=by, source=Source.PERSON, is_opted_out=False, reason=reason)
    if number := _stored_mobile(person):
        suppression.clear(number, by=by, reason=reason)


@receiver(pre_save, sender=Lead)
@receiver(pre_save, sender=Contact)
def remember_old_number(instance: Any, raw: bool = False, **kwargs: object) -> None:
    """Note the mobile that is stored now, before it is overwritten; what waits for a number is never overwritten.

    `instance` may have been read long ago, as by an import, and somebody may have opted out since.
    """
    instance.mobile_before_save = ""
    if instance.pk and not raw:
        columns = (mobile_e164_field(instance.object_name), "has_pending_opt_out")
        # As an update locks, so that who texts this person need not wait for the end of an import.
        rows = type(instance).objects.select_for_update(no_key=True).filter(pk=instance.pk)
        if stored := rows.values_list(*columns).first():
            instance.mobile_before_save, instance.has_pending_opt_out = stored


@receiver(post_save, sender=Lead)
@receiver(post_save, sender=Contact)
def carry_opt_out_along(instance: Any, raw: bool = False, **kwargs: object) -> None:
    """A person who opted out stays opted out under a new number; the old number stays suppressed too."""
    if raw:
        return
    old, new = instance.mobile_before_save, _stored_mobile(instance)
    if not new:
        if old and suppression.is_opted_out(old):
            _set_pending(instance, True)
        return
    if instance.has_pending_opt_out:
        suppression.opt_out(
            new, source=Source.PERSON, reason="Opted out before there was a usable number", what=What.CARRIED
        )
        _set_pending(instance, False)
    elif old and old != new and suppression.is_opted_out(old) and not suppression.is_opted_out(new):
        suppression.opt_out(
            new,
            source=Source.PERSON,
            reason="The mobile of a person who opted out was changed",
            what=What.CARRIED,
        )


def _stored_mobile(person: Lead | Contact) -> str:
    number: str = getattr(person, mobile_e164_field(person.object_name))
    return number


def _set_pending(person: Lead | Contact, value: bool) -> None:
    type(person).objects.filter(pk=person.pk).update(has_pending_opt_out=value)
    person.has_pending_opt_out = value


def _note_pending(person: Lead | Contact, *, by: Any, source: str, is_opted_out: bool, reason: str) -> None:
    ConsentEvent.objects.create(
        number="",
        what=What.PENDING if is_opted_out else What.CLEARED,
        source=source,
        wording=reason or f"{person.object_name} {person.pk}",
        by=by,
        was_opted_out=not is_opted_out,
        is_opted_out=is_opted_out,
    )
