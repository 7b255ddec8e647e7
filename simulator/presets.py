"""Layouts of what is posted to a callback: Mitto agrees one with each account and fills in its ~tokens~."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

TOKEN = re.compile(r"~(\w+)~")


@dataclass(frozen=True, slots=True)
class Preset:
    method: str
    report: Mapping[str, str]
    reply: Mapping[str, str]


REPORT = {
    "msgid": "~msgid~",
    "status": "~status~",
    "errorcode": "~errorcode~",
    "receiver": "~receiver~",
    "reference": "~reference~",
    "mcc": "~mcc~",
    "mnc": "~mnc~",
    "sendtime": "~sendtime~",
    "sendtimestamp": "~sendtimestamp~",
}
REPLY = {
    "from": "~sender~",
    "to": "~receiver~",
    "text": "~text~",
    "msgid": "~msgid~",
    "timestamp": "~sendtime~",
}
MENDIX_REPORT = {
    "Id": "~msgid~",
    "MccMnc": "~mcc~~mnc~",
    "status": "~status~",
    "receiver": "~receiver~",
    "errorcode": "~errorcode~",
    "reference": "~reference~",
    "sendtime": "~sendtime~",
    "sendtimestamp": "~sendtimestamp~",
}
MENDIX_REPLY = {
    "Id": "~msgid~",
    "MccMnc": "~mcc~~mnc~",
    "sender": "~sender~",
    "receiver": "~receiver~",
    "text": "~text~",
    "sendtimestamp": "~sendtimestamp~",
}
PRESETS = {
    "json": Preset("POST", REPORT, REPLY),
    "magento": Preset("POST", {"msgid": "~msgid~", "status": "~status~"}, REPLY),
    "mendix": Preset("POST", MENDIX_REPORT, MENDIX_REPLY),
    "query": Preset("GET", REPORT, REPLY),
}


def fill(template: Mapping[str, str], values: Mapping[str, str]) -> dict[str, str]:
    """Like Mitto, leaves a token it has no value for as it stands."""
    return {name: TOKEN.sub(lambda token: values.get(token[1], token[0]), text) for name, text in template.items()}
