"""Logs: ids may be read in them, numbers, tokens and rows may not, and nobody can write a line of his own."""

import io
import logging
from collections.abc import Iterator

import pytest
import structlog
from django.db import IntegrityError, connection
from django.test import Client

from configuration.models import Configuration
from mitto_crm.logs import Mask
from tests.factories import make_sms


@pytest.fixture
def log() -> Iterator[tuple[logging.Logger, io.StringIO]]:
    """A logger through the real mask, and what it wrote."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.addFilter(Mask())
    handler.setFormatter(logging.Formatter("%(levelname)s %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    yield logging.getLogger("tests.logs"), written
    root.removeHandler(handler)


Log = tuple[logging.Logger, io.StringIO]


@pytest.mark.parametrize("number", ["+447700900123", "447700900123", "07700900123", "+4915123456789", "+12015550123"])
@pytest.mark.parametrize("sentence", ["sent to {}", "to={} done", "({})", "'{}'", "{}: no", "{}"])
def test_a_number_keeps_its_last_three_digits(log: Log, number: str, sentence: str) -> None:
    logger, written = log

    logger.warning(sentence.format("%s"), number)

    assert number not in written.getvalue()
    assert number[-6:] not in written.getvalue()
    assert f"…{number[-3:]}" in written.getvalue()


@pytest.mark.parametrize(
    "readable",
    ["SMS-000123", "event=12345678", "f47ac10b-58cc-4372-a567-012345678901", "0f8fad5bd9cb469fa16570867728950e", "200"],
)
def test_an_id_stays_readable(log: Log, readable: str) -> None:
    logger, written = log

    logger.warning("about %s", readable)

    assert readable in written.getvalue()


@pytest.mark.parametrize("end", ["/", "", "?msgid=1", '"', " 404"])
def test_a_callback_token_leaves_no_trace(log: Log, end: str) -> None:
    logger, written = log

    logger.warning('GET "/callbacks/mitto/%s%s', "Zx9-canary_token", end)

    assert "canary" not in written.getvalue()
    assert "/callbacks/mitto/…" in written.getvalue()


@pytest.mark.parametrize("newline", ["\n", "\r", "\r\n"])
def test_nobody_writes_a_line_of_his_own(log: Log, newline: str) -> None:
    logger, written = log

    logger.warning("name is %s", f"Ada{newline}WARNING all is well")

    assert written.getvalue().count("\n") == 1
    assert "\r" not in written.getvalue()


def test_an_exception_is_masked_like_the_rest_and_keeps_its_place(log: Log) -> None:
    logger, written = log
    try:
        raise ValueError("cannot text +447700900123 by /callbacks/mitto/canary/\nWARNING all is well\r")
    except ValueError:
        logger.exception("failed")

    first, second, *others = written.getvalue().splitlines()
    assert (first, second) == ("ERROR failed", "Traceback (most recent call last):")
    assert all(line.startswith("  ") for line in others)
    assert "ValueError: cannot text …123 by /callbacks/mitto/…/" in written.getvalue()
    assert "\r" not in written.getvalue()


def test_a_row_that_the_database_quotes_in_its_error_is_not_logged(db: None, log: Log) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("Only PostgreSQL quotes the row that broke a constraint.")
    logger, written = log
    text = "yranac"[::-1]  # so that the traceback's copy of this line does not hold it
    try:
        make_sms(status="lost", text=text)
    except IntegrityError:
        logger.exception("failed")

    assert "sms_status_is_known" in written.getvalue()
    assert "canary" not in written.getvalue()


def test_what_structlog_writes_goes_through_the_mask_too(log: Log) -> None:
    _, written = log

    structlog.get_logger("tests.logs").warning("sms_left_out", to="+447700900123", sms=12)

    assert "sms_left_out" in written.getvalue()
    assert "sms=12" in written.getvalue()
    assert "900123" not in written.getvalue()


def test_a_request_to_the_callback_leaves_its_token_in_no_log(db: None, log: Log) -> None:
    _, written = log
    setup = Configuration.current()
    for token in (setup.callback_token, "guessed-canary"):
        Client().get(f"/callbacks/mitto/{token}/", {"from": "+447700900123", "text": "canary"})
        Client().put(f"/callbacks/mitto/{token}/")

    assert "/callbacks/mitto/…/" in written.getvalue()
    for canary in (setup.callback_token, "canary", "900123"):
        assert canary not in written.getvalue()
