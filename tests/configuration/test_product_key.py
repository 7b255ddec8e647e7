"""The product key: changing and revealing it is on record."""

import pytest

from configuration.models import AuditEntry, Configuration
from configuration.product_key import replace_product_key, reveal_product_key
from tests.factories import make_user


@pytest.mark.django_db
def test_a_new_key_is_stored_dated_and_on_record_without_itself() -> None:
    replace_product_key("CANARY", by=make_user(username="ada"))
    setup = Configuration.current()
    assert setup.product_key == "CANARY" and setup.key_changed_at is not None
    entry = AuditEntry.objects.get()
    assert (entry.what, entry.by_name, entry.detail) == ("key_changed", "ada", "")


@pytest.mark.django_db
def test_neither_the_table_nor_the_history_holds_it_in_plain() -> None:
    replace_product_key("CANARY", by=make_user())
    columns = Configuration.history.model._meta.get_fields()
    assert not {"product_key", "callback_token"} & {column.name for column in columns}
    assert "CANARY" not in str(Configuration.history.values())


@pytest.mark.django_db
def test_revealing_it_is_on_record_first() -> None:
    admin = make_user(username="ada")
    replace_product_key("CANARY", by=admin)
    assert reveal_product_key(by=admin) == "CANARY"
    assert AuditEntry.objects.first().what == "key_revealed"
