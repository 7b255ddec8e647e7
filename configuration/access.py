"""Who gets User Access: the question the original package's installer asked."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import transaction

from configuration import audit
from configuration.models import Configuration

Choice = Configuration.UserAccess
GROUP = "Mitto User Access"


@transaction.atomic
def give_user_access(choice: str, *, chosen: Iterable[Any] = (), by: Any) -> int:
    """Give User Access to these people and to no others; returns to how many. Admins send by their own set."""
    users = get_user_model().objects.filter(is_active=True)
    people = {Choice.ADMINS: (), Choice.ALL: users, Choice.CHOSEN: chosen}[Choice(choice)]
    group = Group.objects.get(name=GROUP)
    group.user_set.set(people)
    setup = Configuration.current()
    setup.user_access = choice
    setup.save(update_fields=["user_access", "changed_at"])
    count = group.user_set.count()
    audit.record(audit.What.ACCESS_GIVEN, by=by, detail=f"{Choice(choice).label}: {count:,} people")
    return count


def welcome(user: Any) -> None:
    """A new user gets User Access where all users have it."""
    if Configuration.current().user_access == Choice.ALL:
        user.groups.add(Group.objects.get(name=GROUP))
