"""Reduce a text to the words its writer typed, whatever their case and width and whatever surrounds them."""

import re
from collections.abc import Iterator
from unicodedata import category, normalize

VARIATION_SELECTORS = {chr(code) for code in (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))}
# Dropped without a gap; U+0307 is the dot that a folded Turkish İ leaves behind.
DROPPED = VARIATION_SELECTORS | set("'‘’‛ʼ`′\u034f\u20e3\u0307")
# NFKC would turn these emoji into letters or digits.
EMOJI_LIKE_LETTERS = re.compile("[0-9#*]\ufe0f?\u20e3|[™ℹⓂ㊗㊙\U0001f200-\U0001f2ff]")
# A dot within a word ("s.t.o.p") ends nothing; a dash between spaces does.
SENTENCE_END = re.compile(r"[!?\n。।۔؟]|\.(?=\s|$)|\s[-–—]+\s")

QUOTED_LINE = re.compile(r"^[ \t]*>.*$", re.MULTILINE)
SIGNATURE_OR_QUOTED_TEXT = re.compile(
    r"^--[ \t]*$"
    r"|^-{3,} ?(?:original|forwarded) message"
    r"|^on\b.{5,200}?\bwrote:[ \t]*$"
    r"|(?:^|(?<=[.!?]\s))(?:sent from my|get outlook for)\b"
    r"|(?:^|(?<=[.!?]\s))(?:von meinem|envoyé de(?:puis)? mon|enviado desde mi)\b",
    re.MULTILINE | re.IGNORECASE | re.DOTALL,
)
# A phone that cannot show a reaction shows these words and a copy of our own text.
REACTION = re.compile(
    r"^\s*(liked|loved|disliked|laughed at|emphasi[sz]ed|questioned|reacted \S{1,20} to|removed an? \w+ from)"
    r"\s+[“\"«].*[”\"»]\s*$",
    re.IGNORECASE | re.DOTALL,
)


def own_words(text: str) -> str:
    """The text without quoted lines, without a signature and without what follows it."""
    lines = "\n".join(REACTION.sub(r"\1", text).splitlines())
    return QUOTED_LINE.sub("", SIGNATURE_OR_QUOTED_TEXT.split(lines, maxsplit=1)[0]).strip()


def sentences(text: str) -> list[list[str]]:
    """The folded words of each sentence or line; hyphens, underscores and dots between letters part words."""
    # NFKC would break "don´t" at its accent, so that becomes an apostrophe first.
    plain = normalize("NFKC", EMOJI_LIKE_LETTERS.sub(" ", text.replace("´", "'")))
    folded = normalize("NFKC", plain.casefold()).replace("ı", "i")
    letters = normalize("NFKC", "".join(_letters(SENTENCE_END.sub("\n", folded))))
    return [words for line in letters.split("\n") if (words := line.split())]


def normalise(text: str) -> str:
    """The form in which keywords are compared: "Opt-out", "opt out" and "OPTOUT" are all "optout"."""
    return normalize("NFKC", "".join(word for words in sentences(text) for word in words))


def without_accents(text: str) -> str:
    """Free words are compared without accents, which many people leave out."""
    return "".join(char for char in normalize("NFD", text) if category(char) != "Mn")


def _letters(text: str) -> Iterator[str]:
    """Letters, digits and their combining marks (Indic vowels are marks); a space for other visible signs."""
    in_word = False
    for char in text:
        kind = category(char)
        if char in DROPPED or (kind in ("Cf", "Cc") and not char.isspace()):
            continue
        in_word = kind[0] in "LN" or (kind[0] == "M" and in_word)
        yield char if in_word or char == "\n" else " "
