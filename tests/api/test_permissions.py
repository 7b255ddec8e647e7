"""Who may do what: every operation of every resource for strangers, for users without a set, and for the three sets."""

from types import SimpleNamespace

import pytest
from django.test import Client
from rest_framework.test import APIClient

from api.permissions import MayAct
from api.urls import router
from tests.api.conftest import Login

NOBODY, AGENT, MANAGER, ADMIN = "", "agent", "manager", "admin"
EVERYBODY, MANAGERS, ADMINS = {AGENT, MANAGER, ADMIN}, {MANAGER, ADMIN}, {ADMIN}

CRUD = ("list", "create", "retrieve", "update", "partial_update", "destroy")
RECORDS = dict.fromkeys(CRUD, EVERYBODY)
SETUP = dict.fromkeys(CRUD, ADMINS) | {"list": EVERYBODY, "retrieve": EVERYBODY}

MAY = {
    "leads": RECORDS,
    "contacts": RECORDS,
    "campaigns": RECORDS,
    "campaign-members": RECORDS,
    "templates": RECORDS,
    "senders": SETUP,
    "opt-out-keywords": SETUP,
    "opt-outs": {"list": EVERYBODY, "retrieve": EVERYBODY, "create": EVERYBODY, "destroy": MANAGERS},
    "sms": {"list": EVERYBODY, "retrieve": EVERYBODY, "create": EVERYBODY},
    "broadcasts": dict.fromkeys(("list", "retrieve", "create", "pause", "resume", "cancel"), MANAGERS),
}


def operations() -> list[tuple[str, str, str, str]]:
    """Each operation there is: resource, action, method and path, as the router knows them."""
    found = []
    for prefix, viewset, _ in router.registry:
        for route in router.get_routes(viewset):
            for method, action in router.get_method_map(viewset, route.mapping).items():
                path = route.url.format(prefix=prefix, lookup="99", trailing_slash="/").strip("^$")
                found.append((prefix, action, method, f"/api/v1/{path}"))
    return found


OPERATIONS = operations()


def test_every_operation_is_in_the_table() -> None:
    assert {(resource, action) for resource, action, *_ in OPERATIONS} == {
        (resource, action) for resource, actions in MAY.items() for action in actions
    }


@pytest.mark.parametrize("who", [NOBODY, AGENT, MANAGER, ADMIN])
def test_a_permission_set_may_do_what_the_table_says(log_in: Login, who: str) -> None:
    """Whoever gets past the permissions is told that there is no such record, or what the body lacks."""
    program = log_in(who)
    for resource, action, method, path in OPERATIONS:
        answer = getattr(program, method)(path, {} if method != "get" else None)
        is_allowed = who in MAY[resource][action]
        assert (answer.status_code != 403) == is_allowed, (resource, action)
        assert not is_allowed or answer.status_code in (200, 400, 404), (resource, action)


def test_a_stranger_may_do_nothing(client: Client, db: None) -> None:
    for _, _, method, path in OPERATIONS:
        assert getattr(client, method)(path).status_code == 401, path
    for path in ("/api/v1/", "/api/schema/", "/api/anything/"):
        assert client.get(path).status_code == 401, path


def test_an_action_no_view_names_a_permission_for_is_denied(admin: APIClient) -> None:
    request = SimpleNamespace(user=admin.user)
    permissions = {"list": "crm.view_lead"}

    assert MayAct().has_permission(request, SimpleNamespace(action="list", permissions=permissions))
    assert not MayAct().has_permission(request, SimpleNamespace(action="explode", permissions=permissions))
    assert not MayAct().has_permission(request, SimpleNamespace())
