"""Who may do what: each view names the permission for each of its actions, and what it does not name is denied."""

from typing import Any

from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request

READ = ("list", "retrieve")
WRITE = ("create", "update", "partial_update", "destroy")
VERBS = {
    "list": "view",
    "retrieve": "view",
    "create": "add",
    "update": "change",
    "partial_update": "change",
    "destroy": "delete",
}

Permissions = dict[str, str]


class MayAct(IsAuthenticated):
    """Lets a logged-in user do what `permissions` of the view asks for."""

    message = "Your permission sets do not allow this. Ask an admin."

    def has_permission(self, request: Request, view: Any) -> bool:
        if not super().has_permission(request, view):
            return False
        action, permissions = getattr(view, "action", ""), getattr(view, "permissions", {})
        if action in (None, "metadata"):
            return True  # there is no such method here: the answer is 405
        return action in permissions and request.user.has_perm(permissions[action])


def of_model(app: str, model: str) -> Permissions:
    """The permissions of a model, as the admin asks for them too."""
    return {action: f"{app}.{verb}_{model}" for action, verb in VERBS.items()}


def of_setup(*, read: str, write: str) -> Permissions:
    """One permission to read and one to write."""
    return dict.fromkeys(READ, read) | dict.fromkeys(WRITE, write)
