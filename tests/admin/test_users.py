"""Users and permission sets: explained, limited, and every change on record."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from configuration.access import Choice, give_user_access
from configuration.models import AuditEntry
from tests.factories import make_user


def group(name: str) -> Group:
    return Group.objects.get(name=f"Mitto {name}")


def change(browser: Client, user: User, **changes: Any) -> str:
    fields = {
        "username": user.username,
        "is_active": "on",
        "date_joined_0": "2026-01-01",
        "date_joined_1": "00:00:00",
    }
    url = f"/admin/auth/user/{user.pk}/change/"
    return browser.post(url, fields | changes, follow=True).content.decode()


def test_the_permission_sets_are_explained_where_they_are_given(boss_browser: Client) -> None:
    for page in (f"/admin/auth/user/{make_user().pk}/change/", "/admin/auth/group/"):
        assert "Also sends to campaigns, and clears opt-outs." in boss_browser.get(page).content.decode()


def test_giving_a_permission_set_is_on_record(boss_browser: Client) -> None:
    agent = make_user(username="agent")
    change(boss_browser, agent, groups=[group("User Access").pk])
    assert agent.groups.get() == group("User Access")
    entry = AuditEntry.objects.get(what="permissions_changed")
    assert (entry.by_name, entry.detail) == ("boss", "agent: is_active, Mitto User Access")


def test_a_change_of_the_name_is_not_a_change_of_permissions(boss_browser: Client) -> None:
    agent = make_user()
    change(boss_browser, agent, first_name="Ann")
    agent.refresh_from_db()
    assert agent.first_name == "Ann"
    assert not AuditEntry.objects.exists()


def test_mitto_admin_needs_staff_status(boss_browser: Client) -> None:
    agent = make_user()
    page = change(boss_browser, agent, groups=[group("Admin").pk])
    assert "needs “Staff status”: tick that too" in page
    assert not agent.groups.exists()


def test_a_new_user_gets_user_access_where_all_have_it(boss: User, boss_browser: Client) -> None:
    give_user_access(Choice.ALL, by=boss)
    password = "correct horse battery"
    boss_browser.post(
        "/admin/auth/user/add/",
        {"username": "newcomer", "usable_password": "true", "password1": password, "password2": password},
    )
    assert User.objects.get(username="newcomer").groups.get() == group("User Access")


def test_an_admin_makes_nobody_a_superuser(boss_browser: Client) -> None:
    agent = make_user()
    change(boss_browser, agent, is_superuser="on")
    agent.refresh_from_db()
    assert not agent.is_superuser


@pytest.mark.parametrize("deed", ["change", "delete", "password"])
def test_an_admin_does_not_touch_a_superuser(boss_browser: Client, deed: str) -> None:
    root = make_user(is_superuser=True)
    assert boss_browser.post(f"/admin/auth/user/{root.pk}/{deed}/", {"post": "yes"}).status_code == 403
    assert User.objects.filter(pk=root.pk).exists()


def test_the_three_permission_sets_stay(boss_browser: Client) -> None:
    admins = group("Admin")
    assert boss_browser.post(f"/admin/auth/group/{admins.pk}/delete/", {"post": "yes"}).status_code == 403
    boss_browser.post(f"/admin/auth/group/{admins.pk}/change/", {"name": "Renamed", "permissions": []})
    assert group("Admin")


def test_a_change_of_a_permission_set_is_on_record(superuser_browser: Client) -> None:
    url = f"/admin/auth/group/{group('User Access').pk}/change/"
    superuser_browser.post(url, {"permissions": []})
    assert AuditEntry.objects.get().detail == "permission set Mitto User Access"
