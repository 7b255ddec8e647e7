"""How many SMS a text becomes, which encoding it needs, and which character is to blame."""

import re
from dataclasses import dataclass
from enum import StrEnum

from gateway import gsm7


class Encoding(StrEnum):
    GSM = "gsm7"
    UCS2 = "ucs2"


# Encoding → (word on the counter, units in an SMS of its own, units in one part of a longer text)
_SIZES = {
    Encoding.GSM: ("regular", gsm7.GSM_SINGLE, gsm7.GSM_PART),
    Encoding.UCS2: ("unicode", gsm7.UCS2_SINGLE, gsm7.UCS2_PART),
}
_BASIC_ONLY = re.compile(f"[{re.escape(gsm7.BASIC)}]*")
_EXTENSION = re.compile(f"[{re.escape(gsm7.EXTENSION)}]")
_OUTSIDE_GSM = re.compile(f"[^{re.escape(gsm7.BASIC + gsm7.EXTENSION)}]")
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
# The first of two units that must stay together.
_ESCAPE = "\x1b"
_HIGH_SURROGATES = "".join(map(chr, range(0xD800, 0xDC00)))
_REPLACEMENTS = str.maketrans(gsm7.SAFE_REPLACEMENTS)


@dataclass(frozen=True, slots=True)
class Segmentation:
    """The size of one text as SMS; printed, it is the counter below the text box."""

    encoding: Encoding
    units: int  # septets in GSM-7, UTF-16 code units in UCS-2
    segments: int
    limit: int  # what this many segments can hold
    offending: str | None = None  # the first character that forced UCS-2

    @property
    def label(self) -> str:
        return _SIZES[self.encoding][0]

    @property
    def single_size(self) -> int:
        return _SIZES[self.encoding][1]

    def __str__(self) -> str:
        return f"({self.label}) {self.units} / {self.single_size} [{self.segments}]"


def segment(text: str) -> Segmentation:
    """Count the SMS that `text` becomes; empty text is none."""
    # Most texts of a broadcast end here, and it runs once per recipient.
    if len(text) <= gsm7.GSM_SINGLE and _BASIC_ONLY.fullmatch(text):
        return Segmentation(Encoding.GSM, len(text), 1 if text else 0, gsm7.GSM_SINGLE)
    if outsider := _OUTSIDE_GSM.search(text):
        units = _ASTRAL.sub(rf"{_HIGH_SURROGATES[0]}\g<0>", text)
        return _measure(Encoding.UCS2, units, _HIGH_SURROGATES, _printable(outsider.group()))
    units = _EXTENSION.sub(rf"{_ESCAPE}\g<0>", text)
    return _measure(Encoding.GSM, units, _ESCAPE, None)


def replace_safely(text: str) -> str:
    """Replace marks that force UCS-2 by plain ones that read the same; letters are never touched."""
    return text.translate(_REPLACEMENTS)


def alphabet() -> dict[str, object]:
    """The table as JSON-able data, so that the counter in the browser cannot disagree with this one."""
    sizes = {
        encoding: {"label": label, "single": single, "part": part} for encoding, (label, single, part) in _SIZES.items()
    }
    return {
        "basic": gsm7.BASIC,
        "extension": gsm7.EXTENSION,
        "sizes": sizes,
        "replacements": gsm7.SAFE_REPLACEMENTS,
    }


def _measure(encoding: Encoding, units: str, leads: str, offending: str | None) -> Segmentation:
    """Size up a text spelt out so that one character is one unit."""
    _, single, part = _SIZES[encoding]
    segments = 1 if len(units) <= single else _parts(units, part, leads)
    limit = single if segments == 1 else segments * part
    return Segmentation(encoding, len(units), segments, limit, offending)


def _parts(units: str, size: int, leads: str) -> int:
    """Cut greedily; a lead unit (escape or high surrogate) moves to the next part with its follower."""
    end, parts = size, 1
    while end < len(units):
        end += size - (units[end - 1] in leads)
        parts += 1
    return parts


def _printable(character: str) -> str:
    """A lone surrogate cannot be written to a page or a database."""
    return "\ufffd" if "\ud800" <= character <= "\udfff" else character
