"""What a call to Mitto consists of: where it goes, its headers and its JSON body."""

import json
import re

from gateway.messages import OutgoingSms
from gateway.segments import Encoding

_TYPES = {Encoding.GSM: "GSM", Encoding.UCS2: "Unicode"}
_BASE_URL = re.compile(
    r"""(  https://rest(-[a-z]{1,10})?\.mittoapi\.(com|net)
        |  https?://(localhost|127(\.(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])){3}|\[::1\])(:[0-9]{1,5})?
        )  (/[a-z0-9_-]+)*/?""",
    re.VERBOSE | re.ASCII | re.IGNORECASE,
)
_PRODUCT_KEY = re.compile("[!-~]+")


def is_allowed_base_url(url: str) -> bool:
    """Whether the product key may go there: to Mitto's SMS API by https, or to this machine."""
    return _BASE_URL.fullmatch(url) is not None


def endpoint(base_url: str, path: str) -> str:
    if not is_allowed_base_url(base_url):
        raise ValueError("The gateway address is neither Mitto's SMS API by https nor on this machine.")
    return f"{base_url.rstrip('/')}/{path}"


def headers(product_key: str) -> dict[str, str]:
    # HTTP libraries quote a header they cannot send in their exceptions, so it is checked first.
    if not _PRODUCT_KEY.fullmatch(product_key):
        raise ValueError("The product key is empty or has blanks or characters outside ASCII.")
    return {
        "X-Mitto-API-Key": product_key,
        "Content-Type": "application/json",
        "Accept": "application/json",
        "Accept-Encoding": "identity",
        "User-Agent": "mitto-crm",
    }


def body(sms: OutgoingSms, *, to: str | list[str], reference: str, test: bool = False) -> bytes:
    """The JSON of one call; text goes as it is and never hex-encoded, whatever its type."""
    fields: dict[str, object] = {
        "from": sms.sender,
        "to": to,
        "text": sms.text,
        "type": _TYPES[sms.encoding],
        "reference": reference,
    }
    if sms.callback:
        fields["callback"] = sms.callback
    if test:
        fields["test"] = True
    return json.dumps(fields).encode()
