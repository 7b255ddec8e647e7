"""What Mitto posts of the SMS with a number, so that neither side has to hand over a list."""

import json
from uuid import UUID


def gateway_id(number: int) -> str:
    return str(UUID(int=number))


def mobile(number: int) -> str:
    return f"+4477{number:08}"


def reference(number: int) -> str:
    return f"{number:032x}"


def report(number: int) -> bytes:
    """A delivery report in the layout Mitto is asked for."""
    fields = {"msgid": gateway_id(number), "status": "DELIVERED", "errorcode": "0", "receiver": mobile(number)[1:]}
    more = {"reference": reference(number), "mcc": "234", "mnc": "10", "sendtimestamp": "1795435200"}
    return json.dumps(fields | more).encode()


def reply(number: int) -> bytes:
    """An answer from the phone that got it."""
    return json.dumps({"from": mobile(number)[1:], "to": "447900000000", "text": "See you tomorrow"}).encode()
