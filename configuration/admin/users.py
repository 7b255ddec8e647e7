"""Users and permission sets: who may do what, and every change of it on record."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as StockGroupAdmin
from django.contrib.auth.admin import UserAdmin as StockUserAdmin
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from configuration import audit
from configuration.access import welcome
from configuration.permission_sets import PERMISSION_SETS

EXPLANATIONS = {
    "Mitto User Access": "Sends SMS from leads and contacts; keeps records and templates.",
    "Mitto Campaign Manager": "Also sends to campaigns, and clears opt-outs.",
    "Mitto Admin": "Also opens Setup. Needs “Staff status” too.",
}
WATCHED = {"is_active", "is_staff", "is_superuser", "groups"}

admin.site.unregister(User)
admin.site.unregister(Group)


class PermissionSetField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Group) -> str:
        return f"{obj.name}: {EXPLANATIONS[obj.name]}" if obj.name in EXPLANATIONS else obj.name


class UserForm(UserChangeForm):
    groups = PermissionSetField(
        label="Permission sets",
        queryset=Group.objects.all(),
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        sets = {group.name for group in cleaned.get("groups", ())}
        if "Mitto Admin" in sets and not cleaned.get("is_staff"):
            raise ValidationError("Mitto Admin opens Setup, which needs “Staff status”: tick that too.")
        return cleaned


@admin.register(User)
class UserAdmin(StockUserAdmin, ModelAdmin):  # type: ignore[type-arg]
    form = UserForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ("username", "first_name", "last_name", "permission_sets", "is_staff", "is_active")
    list_filter = ("groups", "is_staff", "is_superuser", "is_active")
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("Person", {"fields": ("first_name", "last_name", "email")}),
        ("May", {"fields": ("groups", "is_staff", "is_superuser", "is_active")}),
        ("Dates", {"fields": ("last_login", "date_joined")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        users: QuerySet[User] = super().get_queryset(request).prefetch_related("groups")
        return users

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Only a superuser makes a superuser."""
        mine = super().get_readonly_fields(request, obj)
        return mine if request.user.is_superuser else (*mine, "is_superuser")

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_change_permission(request, obj) and self._may_touch(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_delete_permission(request, obj) and self._may_touch(request, obj)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if not change:
            welcome(form.instance)
        if WATCHED & set(form.changed_data):
            audit.record(audit.What.PERMISSIONS_CHANGED, by=request.user, detail=describe(form.instance))

    @admin.display(description="Permission sets")
    def permission_sets(self, user: User) -> str:
        return ", ".join(group.name for group in user.groups.all())

    def _may_touch(self, request: HttpRequest, user: User | None) -> bool:
        return user is None or request.user.is_superuser or not user.is_superuser


@admin.register(Group)
class GroupAdmin(StockGroupAdmin, ModelAdmin):
    list_display = ("name", "explanation", "member_count")
    fields = ("name", "permissions")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Group]:
        groups: QuerySet[Group] = super().get_queryset(request).annotate(members=Count("user"))
        return groups

    def get_readonly_fields(self, request: HttpRequest, obj: Group | None = None) -> tuple[str, ...]:
        return ("name",) if obj and obj.name in PERMISSION_SETS else ()

    def has_delete_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        """The three permission sets stay: pages and the API ask for what is in them."""
        return super().has_delete_permission(request, obj) and not (obj and obj.name in PERMISSION_SETS)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if "permissions" in form.changed_data:
            audit.record(audit.What.PERMISSIONS_CHANGED, by=request.user, detail=f"permission set {form.instance}")

    @admin.display(description="Who it is for")
    def explanation(self, group: Group) -> str:
        return EXPLANATIONS.get(group.name, "")

    @admin.display(description="Users")
    def member_count(self, group: Any) -> int:
        return int(group.members)


def describe(user: User) -> str:
    """What a user may do now, in one line."""
    flags = [name for name in ("is_active", "is_staff", "is_superuser") if getattr(user, name)]
    sets = user.groups.values_list("name", flat=True)
    return f"{user.get_username()}: {', '.join([*flags, *sets]) or 'nothing'}"
