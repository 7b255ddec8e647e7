"""How many parts a text takes on the network, counted independently of the app under test."""

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = frozenset("\f^{}\\[~]|€")
GSM = BASIC | EXTENSION


def is_gsm(text: str) -> bool:
    return GSM.issuperset(text)


def count_parts(text: str, *, kind: str) -> int:
    if kind in ("binary", "byte"):
        return _parts([1] * (len(text) // 2), alone=140, each=134)
    if kind == "gsm" or (kind == "auto" and is_gsm(text)):
        return _parts([2 if character in EXTENSION else 1 for character in text], alone=160, each=153)
    return _parts([2 if character > "\uffff" else 1 for character in text], alone=70, each=67)


def _parts(widths: list[int], *, alone: int, each: int) -> int:
    if sum(widths) <= alone:
        return 1 if widths else 0
    parts, room = 1, each
    for width in widths:
        if width > room:  # a pair is never split: it opens the next part
            parts, room = parts + 1, each
        room -= width
    return parts
