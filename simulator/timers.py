"""Things to do later, thousands a second, that can all be called off at once."""

import asyncio
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from math import ceil
from typing import Any

TICK = 0.02  # all that falls due in the same tick shares one timer of the event loop


class Timers:
    def __init__(self) -> None:
        self._due: defaultdict[int, list[Callable[[], Any]]] = defaultdict(list)

    def __len__(self) -> int:
        return sum(map(len, self._due.values()))

    def later(self, seconds: float, action: Callable[..., Any], *arguments: Any) -> None:
        loop = asyncio.get_running_loop()
        tick = ceil((loop.time() + seconds) / TICK)
        if tick not in self._due:
            loop.call_at(tick * TICK, self._fire, tick)
        self._due[tick].append(partial(action, *arguments))

    def cancel(self) -> None:
        self._due.clear()

    def _fire(self, tick: int) -> None:
        for action in self._due.pop(tick, ()):
            action()
