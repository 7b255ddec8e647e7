"""Reduce a text to the words its writer typed, in one form whatever the case, width, quotes or emoji around them."""

import re
from collections.abc import Iterator
from unicodedata import category, normalize

# Dropped without a gap: apostrophes, joiners between letters, variation selectors, the dot of a Turkish small İ.
_DROPPED = frozenset("'‘’‛ʼ`´′\u034f\u0307") | frozenset(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
# These emoji would become letters or digits under NFKC.
_EMOJI_LIKE_LETTERS = re.compile("[0-9#*]\ufe0f?\u20e3|[™ℹⓂ㊗㊙\U0001f200-\U0001f2ff]")
# A dot inside a word ("s.t.o.p") joins letters; a dash with spaces around it ends a thought.
_SENTENCE_END = re.compile(r"[!?\n。।۔؟]|\.(?=\s|$)|\s[-–—]+\s")

_QUOTED_LINE = re.compile(r"^\s*>.*$", re.MULTILINE)
_SIGNATURE_OR_QUOTE = re.compile(
    r"^--\s*$|^-{3,} ?(?:original|forwarded) message|^on\b.{5,200}?\bwrote:\s*$"
    r"|(?:^|(?<=[.!?]\s))(?:sent from my|get outlook for|von meinem|envoyé de(?:puis)? mon|enviado desde mi)\b",
    re.MULTILINE | re.IGNORECASE | re.DOTALL,
)
# Phones without message reactions receive them as words around a copy of our own text.
_REACTION = re.compile(
    r"^\s*(liked|loved|disliked|laughed at|emphasi[sz]ed|questioned|reacted \S{1,20} to|removed an? \w+ from)"
    r"\s+[“\"«].*[”\"»]\s*$",
    re.IGNORECASE | re.DOTALL,
)


def own_words(text: str) -> str:
    """The text without quoted lines, signature and whatever follows them."""
    lines = "\n".join(_REACTION.sub(r"\1", text).splitlines())
    return _QUOTED_LINE.sub("", _SIGNATURE_OR_QUOTE.split(lines, maxsplit=1)[0]).strip()


def sentences(text: str) -> list[list[str]]:
    """The folded words of each sentence or line; hyphens, underscores and dots between letters part words."""
    plain = normalize("NFKC", _EMOJI_LIKE_LETTERS.sub(" ", _straighten(text)))
    folded = normalize("NFKC", plain.casefold()).replace("ı", "i")
    marked = normalize("NFKC", "".join(_letters(_SENTENCE_END.sub("\n", folded))))
    return [words for line in marked.split("\n") if (words := line.split())]


def normalise(text: str) -> str:
    """The form in which keywords are compared: "Opt-out", "opt out" and "OPTOUT" are all "optout"."""
    return normalize("NFKC", "".join(word for words in sentences(text) for word in words))


def _letters(text: str) -> Iterator[str]:
    """Letters, digits and their combining marks (Indic vowels are marks); a space for all else but the invisible."""
    in_word = False
    for char in text:
        kind = category(char)
        if char in _DROPPED or (kind in ("Cf", "Cc") and not char.isspace()):
            continue
        in_word = kind[0] in "LN" or (kind[0] == "M" and in_word)
        yield char if in_word or char == "\n" else " "
