"""Parts of a page that follow what happens by themselves: they ask again and again, and more slowly after a minute."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b

from django.http import HttpRequest
from django.utils import timezone

BUSY_FOR = timedelta(minutes=1)
SLOW = "10s"


@dataclass(frozen=True, slots=True)
class Live:
    """Where a part of a page asks for news, how often (never, when `pace` is empty) and what it has seen already."""

    url: str
    pace: str
    mark: str

    def is_news_for(self, request: HttpRequest) -> bool:
        """Whether the asking page shows something else; if not, it is left alone, and so is a screen reader."""
        return request.GET.get("seen") != self.mark


def follow(url: str, *, state: object, since: datetime, is_over: bool, pace: str = "1s") -> Live:
    """Follow `state`, busily while `since` is less than a minute ago, until it is over."""
    if is_over:
        pace = ""
    elif timezone.now() - since > BUSY_FOR:
        pace = SLOW
    return Live(url, pace, blake2b(repr((state, pace)).encode(), digest_size=8).hexdigest())
