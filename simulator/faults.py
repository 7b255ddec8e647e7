"""How the simulator misbehaves: on request, or because a number ends in certain digits."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, fields
from itertools import count
from typing import Any

from simulator.calls import phone_of

ANSWER_FAULTS = {
    "delay": "Answers as usual, the given seconds late.",
    "refuse": "Refuses with Mitto's response code 8, or the given code.",
    "401": "HTTP 401 without a body.",
    "429": "HTTP 429, with a Retry-After header if one is given.",
    "500": "HTTP 500 without a body.",
    "500-mitto": "HTTP 500 with Mitto's body and response code 1.",
    "hang": "Reads the request and never answers.",
    "reset": "Reads the request and resets the connection.",
    "truncated": "Announces an answer and closes the connection in the middle of it.",
    "garbage": "HTTP 200 with bytes that mean nothing.",
    "empty": "HTTP 200 without a body.",
    "html": "HTTP 200 with an HTML page.",
    "redirect": "HTTP 307 to /sms.json.",
    "no-id": "HTTP 200, response code 0, but no id.",
}
REPORT_FAULTS = {
    "undelivered": "Reported UNDELIVERED with error code 438.",
    "expired": "Reported EXPIRED.",
    "rejected": "Reported REJECTED.",
    "no-reports": "Never reported.",
    "late-sent": "Reported DELIVERED and then SENT.",
    "early-report": "Reported DELIVERED before the send is answered.",
    "duplicate-reports": "Every report is posted twice.",
    "reordered-reports": "Reported DELIVERED, then SENT, then BUFFERED.",
}
ENDINGS = {
    "9001": "undelivered",
    "9002": "expired",
    "9003": "refuse",
    "9004": "rejected",
    "9005": "no-reports",
    "9006": "late-sent",
    "9007": "early-report",
}
ENDING_LENGTH = 4


class BadFault(ValueError):
    """The misbehaviour asked for does not exist or has a wrong setting."""


@dataclass(slots=True, kw_only=True)
class Fault:
    fault: str
    to: str = ""  # digits of one number; empty means every number
    times: int | None = None  # None means until cleared
    seconds: float = 0.0  # wait before answering
    retry_after: str = ""
    code: int = 8
    accept: bool = False  # the text is accepted although the answer does not say so
    id: int = 0


def read_fault(settings: Mapping[str, Any]) -> Fault:
    """Values may be text, as on the command line and in the page's form."""
    wanted = {name: value for name, value in settings.items() if value not in ("", None)}
    known = {field.name for field in fields(Fault)} - {"id"}
    if unknown := sorted(set(wanted) - known):
        raise BadFault(f"Unknown setting {unknown[0]}. Use {', '.join(sorted(known))}.")
    name = str(wanted.get("fault", ""))
    if name not in ANSWER_FAULTS | REPORT_FAULTS:
        raise BadFault(f"Unknown fault. Use one of {', '.join(ANSWER_FAULTS | REPORT_FAULTS)}.")
    try:
        fault = Fault(
            fault=name,
            to=phone_of(str(wanted.get("to", ""))),
            times=int(wanted["times"]) if "times" in wanted else None,
            seconds=float(wanted.get("seconds", 0)),
            retry_after=str(wanted.get("retry_after", "")),
            code=int(wanted.get("code", 8)),
            accept=str(wanted.get("accept", "")).lower() in ("true", "1", "yes", "on"),
        )
    except (TypeError, ValueError) as error:
        raise BadFault("times and code are whole numbers, seconds is a number.") from error
    if fault.times is not None and fault.times < 1:
        raise BadFault("times is 1 or more; leave it out to misbehave until cleared.")
    return fault


def parse_fault(argument: str) -> Fault:
    """`429,times=3,retry_after=2` as given to --misbehave."""
    name, *pairs = argument.split(",")
    return read_fault({"fault": name, **dict(pair.partition("=")[::2] for pair in pairs)})


class Faults:
    def __init__(self, given: Collection[Fault] = ()) -> None:
        self._ids = count(1)
        self._active: list[Fault] = []
        for fault in given:
            self.add(fault)

    def add(self, fault: Fault) -> Fault:
        fault.id = next(self._ids)
        self._active.append(fault)
        self._active.sort(key=lambda active: not active.to)  # a number's own fault comes before everyone's
        return fault

    def clear(self, fault_id: int | None = None) -> None:
        self._active = [fault for fault in self._active if fault_id not in (None, fault.id)]

    def take_answer_fault(self, phones: Collection[str]) -> Fault | None:
        return self._take(ANSWER_FAULTS, phones)

    def take_report_fault(self, phone: str) -> str:
        fault = self._take(REPORT_FAULTS, (phone,))
        return fault.fault if fault else ""

    def as_json(self) -> list[dict[str, Any]]:
        return [asdict(fault) for fault in self._active]

    def _take(self, kind: Collection[str], phones: Collection[str]) -> Fault | None:
        for fault in self._active:
            if fault.fault in kind and (not fault.to or fault.to in phones):
                return self._spend(fault)
        for phone in phones:
            ending = phone[-ENDING_LENGTH:]
            if ENDINGS.get(ending) in kind:
                return Fault(fault=ENDINGS[ending])
        return None

    def _spend(self, fault: Fault) -> Fault:
        if fault.times is not None:
            fault.times -= 1
            if fault.times <= 0:
                self._active.remove(fault)
        return fault
