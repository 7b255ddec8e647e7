"""User Access: who gets it, and that the answer is on record."""

import pytest
from django.contrib.auth.models import User

from configuration.access import Choice, give_user_access, welcome
from configuration.models import AuditEntry, Configuration
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def can_send(user: User) -> bool:
    return User.objects.get(pk=user.pk).has_perm("configuration.send_sms")


def test_all_users_get_it_but_not_those_who_left() -> None:
    admin, agent, gone = make_user(), make_user(), make_user(is_active=False)
    assert give_user_access(Choice.ALL, by=admin) == 2
    assert can_send(agent) and not gone.groups.exists()


def test_admins_only_takes_it_from_everybody_else() -> None:
    agent, admin = make_user("Mitto User Access"), make_user("Mitto Admin")
    assert give_user_access(Choice.ADMINS, by=admin) == 0
    assert not can_send(agent) and can_send(admin)


def test_only_the_chosen_people_get_it() -> None:
    chosen, other = make_user(), make_user("Mitto User Access")
    assert give_user_access(Choice.CHOSEN, chosen=[chosen], by=other) == 1
    assert can_send(chosen) and not can_send(other)


def test_the_answer_is_kept_and_on_record() -> None:
    admin = make_user(username="ada")
    give_user_access(Choice.ALL, by=admin)
    assert Configuration.current().user_access == Choice.ALL
    entry = AuditEntry.objects.get()
    assert (entry.what, entry.by_name) == (AuditEntry.What.ACCESS_GIVEN, "ada")


@pytest.mark.parametrize(("choice", "gets_it"), [(Choice.ALL, True), (Choice.ADMINS, False), (Choice.CHOSEN, False)])
def test_a_new_user_gets_it_where_all_have_it(choice: str, gets_it: bool) -> None:
    give_user_access(choice, by=make_user())
    new = make_user()
    welcome(new)
    assert can_send(new) is gets_it


def test_an_answer_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="nobody"):
        give_user_access("nobody", by=make_user())
