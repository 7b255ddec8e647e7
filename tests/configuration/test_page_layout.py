"""Page layouts: made on demand with everything on."""

import pytest
from django.db import IntegrityError

from configuration.models import PageLayout

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["lead", "contact", "campaign", "sms"])
def test_everything_is_on_until_an_admin_says_otherwise(name: str) -> None:
    layout = PageLayout.for_object(name)
    assert layout.parts and all(getattr(layout, part) for part in layout.parts)


def test_a_switch_stays_as_it_was_left() -> None:
    layout = PageLayout.for_object("lead")
    layout.has_send_button = False
    layout.save()
    assert not PageLayout.for_object("lead").has_send_button
    assert PageLayout.for_object("contact").has_send_button


def test_there_is_none_for_anything_else() -> None:
    with pytest.raises(IntegrityError):
        PageLayout.for_object("invoice")
