"""Where a call may go, and what stays out of reprs and exceptions."""

import pytest

from gateway.calls import headers
from gateway.client import GatewayClient, is_allowed_base_url
from gateway.messages import OutgoingSms
from gateway.segments import Encoding


@pytest.mark.parametrize(
    "url",
    [
        "https://rest.mittoapi.com",
        "https://rest.mittoapi.net/",
        "https://REST.mittoapi.net/v2",
        "https://rest-fra.mittoapi.net",
        "https://rest-useast.mittoapi.net",
        "http://127.0.0.1:8001",
        "http://127.9.0.255/v2/",
        "https://[::1]:8443",
        "http://localhost:8001/",
    ],
)
def test_mitto_by_https_and_this_machine_are_allowed(url: str) -> None:
    assert is_allowed_base_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "rest.mittoapi.com",
        "http://rest.mittoapi.com",
        "https://rest.mittoapi.com:8443",
        "https://mittoapi.com",
        "https://messaging.mittoapi.com",
        "https://cpaas.mittoapi.com",
        "https://rest.mittoapi.com.evil.example",
        "https://evil.example/rest.mittoapi.com",
        "https://rest.mittoapi.com@evil.example",
        "https://user:password@rest.mittoapi.com",
        "https://rest.mittoapi.com\\@evil.example",
        "https://rest.mittoapi.com?to=evil.example",
        "https://rest.mittoapi.com/#",
        "https://rest.mittoapi.com/../x",
        "https://rest.mittoapi.com\n",
        "https://rest.mittoapı.com",
        "https://xrest.mittoapi.com",
        "http://169.254.169.254",
        "http://10.0.0.1",
        "http://128.0.0.1",
        "http://127.0.0.1.evil.example",
        "http://127.0.0.256",
        "http://127.1",
        "http://0.0.0.0",
        "http://localhost.evil.example",
        "http://[::2]",
        "ftp://127.0.0.1",
        "file:///etc/passwd",
    ],
)
def test_the_key_goes_nowhere_else(url: str) -> None:
    assert not is_allowed_base_url(url)
    with pytest.raises(ValueError, match="neither Mitto's SMS API"):
        GatewayClient(base_url=url, product_key="key")


@pytest.mark.parametrize("key", ["", "secret key", "secret\r\nX: y", "secretü", "secret\x00"])
def test_a_key_that_no_header_can_carry_is_refused_without_quoting_it(key: str) -> None:
    with pytest.raises(ValueError, match="The product key is empty") as refusal:
        headers(key)

    assert "secret" not in str(refusal.value)


def test_an_sms_prints_neither_number_nor_text_nor_callback() -> None:
    sms = OutgoingSms(
        reference="ref-1",
        sender="MITTO",
        to="+447700900101",
        text="Hello Anna",
        encoding=Encoding.GSM,
        callback="https://crm.example/callbacks/mitto/token/",
    )

    assert repr(sms) == "OutgoingSms(reference='ref-1', sender='MITTO', encoding=<Encoding.GSM: 'gsm7'>)"
