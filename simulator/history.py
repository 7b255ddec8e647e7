"""What the simulator remembers: every text of the newest ones, and the phones they are on."""

from collections import Counter, OrderedDict, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from uuid import uuid4

SHOWN_PER_PHONE = 100


def new_id() -> str:
    return str(uuid4())


def now() -> datetime:
    return datetime.now(UTC)


def timestamp(moment: datetime) -> str:
    """Mitto writes seven digits after the second."""
    return f"{moment:%Y-%m-%dT%H:%M:%S.%f}0Z"


@dataclass(slots=True, kw_only=True)
class Sms:
    """A text the app asked for, to one number; without an id when it was refused."""

    id: str
    phone: str
    to: str
    sender: str
    text: str
    kind: str
    reference: str
    callback: str
    parts: int
    is_test: bool = False
    status: str = "ACCEPTED"
    at: datetime = field(default_factory=now)

    @property
    def is_accepted(self) -> bool:
        return bool(self.id)


@dataclass(slots=True, kw_only=True)
class Reply:
    """A text typed on a phone, on its way to the app."""

    phone: str
    to: str
    text: str
    status: str = "On its way"
    id: str = field(default_factory=new_id)
    at: datetime = field(default_factory=now)


Text = Sms | Reply


@dataclass(slots=True)
class Phone:
    """A number, its newest texts, and where the last one came from: a reply goes there."""

    number: str
    sender: str = ""
    callback: str = ""
    texts: list[Text] = field(default_factory=list)


class History:
    """Keeps the newest texts and forgets the phones that no kept text is on."""

    def __init__(self, kept_texts: int, counts: Counter[str]) -> None:
        self.counts = counts
        self._texts: deque[Text] = deque()
        self._kept = kept_texts
        self._phones: OrderedDict[str, Phone] = OrderedDict()

    def clear(self) -> None:
        self._texts.clear()
        self._phones.clear()

    def add_sms(self, sms: Sms) -> None:
        self.counts["accepted" if sms.is_accepted else "refused"] += 1
        self._remember(sms)
        if sms.is_accepted and not sms.is_test:
            phone = self._show(sms)
            phone.sender = sms.sender
            phone.callback = sms.callback or phone.callback

    def add_reply(self, reply: Reply) -> None:
        self.counts["replies"] += 1
        self._remember(reply)
        self._show(reply)

    def phone(self, number: str) -> Phone:
        """A phone that never got a text takes its sender and callback from the one that last did."""
        if number in self._phones:
            return self._phones[number]
        last = next(reversed(self._phones.values()), Phone(number))
        return Phone(number, sender=last.sender, callback=last.callback)

    def newest_phones(self, limit: int, *, search: str = "") -> list[Phone]:
        found = (phone for phone in reversed(self._phones.values()) if search in phone.number)
        return list(islice(found, limit))

    def sends(self) -> Iterator[Sms]:
        """Newest first, refused ones too."""
        return (text for text in reversed(self._texts) if isinstance(text, Sms))

    def _remember(self, text: Text) -> None:
        self._texts.append(text)
        if len(self._texts) > self._kept:
            self._forget(self._texts.popleft())

    def _forget(self, text: Text) -> None:
        phone = self._phones.get(text.phone)
        if phone and phone.texts[0] is text:
            del phone.texts[0]
            if not phone.texts:
                del self._phones[text.phone]

    def _show(self, text: Text) -> Phone:
        phone = self._phones[text.phone] = self.phone(text.phone)
        self._phones.move_to_end(text.phone)
        phone.texts.append(text)
        del phone.texts[:-SHOWN_PER_PHONE]
        return phone
