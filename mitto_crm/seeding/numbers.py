"""Mobile numbers nobody owns: reserved for fiction, or from ranges no operator holds.

Whoever points a demo at the real gateway texts no stranger. Two more rules: nothing in +44 7700 900000-900999, which
is left to visitors, and no last four digits of the kind the simulator reserves for misbehaving phones (x001-x009).
"""

from collections import Counter
from collections.abc import Callable

# Coprime to the number of British serials, so that neighbours look unrelated and none repeats.
STRIDE = 15_485_863
BRITISH_SERIALS = 990 * 90_000

AMERICAN_AREAS = ("202", "212", "305", "312", "415", "503", "512", "617", "702", "808")
GERMAN_BLOCKS = ("17139200", "176040690")

# How people type them: each # is a digit.
STYLES = {
    "GB": ("0#### ######", "+44 #### ######", "0##########", "0044 #### ### ###", "(0####) ######"),
    "US": ("(###) ###-####", "+1 ###-###-####", "###.###.####"),
    "DE": ("0### #######", "+49 ### #######", "0###/#######", "0049 ### #######"),
    "FR": ("0# ## ## ## ##", "+33 # ## ## ## ##"),
}


def british(serial: int) -> str:
    """071: mobile by the numbering plan, held by no operator from 0711 on."""
    block, tail = divmod(serial * STRIDE % BRITISH_SERIALS, 990)
    return f"71{block + 10_000}{tail + 10:03}"


def american(serial: int) -> str:
    """555-0100 to 555-0199 of each area are kept for fiction."""
    line, area = divmod(serial, len(AMERICAN_AREAS))
    return f"{AMERICAN_AREAS[area]}55501{line:02}"


def german(serial: int) -> str:
    """Two blocks the regulator keeps for films."""
    block, tail = divmod(serial, 90)
    return f"{GERMAN_BLOCKS[block]}{tail + 10}"


def french(serial: int) -> str:
    """06 39 98 is kept for fiction, and so outside the ranges in use: such numbers show up marked as doubtful."""
    return f"63998{1010 + 7 * serial}"


NATIONAL: dict[str, Callable[[int], str]] = {"GB": british, "US": american, "DE": german, "FR": french}


def typed(country: str, serial: int) -> str:
    """The number of that serial, in one of the ways people of the country write it."""
    style = STYLES[country][serial % len(STYLES[country])]
    digits = iter(NATIONAL[country](serial))
    # Some German numbers are a digit longer than the style.
    return "".join(next(digits) if mark == "#" else mark for mark in style) + "".join(digits)


class NumberBook:
    """Hands out numbers country by country, each of them once."""

    def __init__(self) -> None:
        self._used: Counter[str] = Counter()

    def next(self, country: str) -> str:
        self._used[country] += 1
        return typed(country, self._used[country])
