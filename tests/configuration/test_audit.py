"""The audit trail keeps who did it even when that user is gone."""

import pytest

from configuration import audit
from configuration.models import AuditEntry
from tests.factories import make_user


@pytest.mark.django_db
def test_an_entry_outlives_its_user() -> None:
    user = make_user(username="ada")
    audit.record(audit.What.EXPORTED, by=user, detail="leads: 3")
    user.delete()
    entry = AuditEntry.objects.get()
    assert (entry.by, entry.by_name, entry.detail) == (None, "ada", "leads: 3")


@pytest.mark.django_db
def test_a_long_detail_is_cut_not_refused() -> None:
    assert len(audit.record(audit.What.EXPORTED, by=make_user(), detail="x" * 999).detail) == 255
