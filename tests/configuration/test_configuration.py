import pytest
from pytest_django import DjangoAssertNumQueries

from configuration.models import Configuration

pytestmark = pytest.mark.django_db


def test_a_request_reads_setup_once(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    Configuration.current()

    with django_assert_num_queries(1), Configuration.remembered():
        assert Configuration.current() is Configuration.current()


def test_what_is_saved_meanwhile_is_seen_at_once() -> None:
    with Configuration.remembered():
        Configuration.current()
        elsewhere = Configuration.objects.get()
        elsewhere.default_country = "DE"
        elsewhere.save()

        assert Configuration.current().default_country == "DE"


def test_outside_a_request_setup_is_read_each_time() -> None:
    first = Configuration.current()

    assert Configuration.current() is not first
