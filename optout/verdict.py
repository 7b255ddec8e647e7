"""Judge what an inbound text asks for: an opt-out, a person's eyes, an opt-in, help, or none of these."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import chain, islice
from typing import Self

from optout import wording
from optout.reading import normalise, own_words, sentences, without_accents

__all__ = ["Judgement", "KeywordBook", "Verdict", "judge", "normalise"]

# No phone sends a longer text. What is longer is read up to here, and a person decides.
MAX_LENGTH = 2_000
# So many letters beside a keyword in another script than Latin still make a short sentence.
FEW_LETTERS = 20
LAST_LATIN_LETTER = "\u024f"
# Chinese, Japanese, Thai, Lao, Burmese and Khmer run their words together.
UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")

AFFIRMATIVE_FORMS = frozenset(map(normalise, wording.AFFIRMATIVE_WORDS))
REFUSALS = {
    what: re.compile(rf"\b(?:{'|'.join(phrases)})\b", re.MULTILINE) for what, phrases in wording.REFUSALS.items()
}


class Verdict(StrEnum):
    """What a text asks for."""

    OPT_OUT = "opt_out"
    REVIEW = "review"
    OPT_IN = "opt_in"
    HELP = "help"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict, the rule behind it as a sentence, and the keyword as it was configured.

    `only_if_opted_out` marks a bare "yes": from a number that is not opted out now it asks for nothing.
    """

    verdict: Verdict
    rule: str
    keyword: str = ""
    only_if_opted_out: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words we know and where they pull a text: courtesy nowhere (NONE), hesitation to a person (REVIEW)."""

    text: str
    verdict: Verdict
    words: tuple[str, ...]

    def is_spelled_out(self, words: list[str]) -> bool:
        """Whether somebody wrote it letter by letter ("s.t.o.p"), which may not be meant as the word."""
        return tuple(words) != self.words and any(len(word) == 1 for word in words)

    def is_amid_few(self, words: list[str]) -> bool:
        """Whether it stands in a short sentence, if it is in a script whose courtesy words we do not know."""
        form, run = "".join(self.words), "".join(words)
        if min(form) <= LAST_LATIN_LETTER or len(run) > len(form) + FEW_LETTERS:
            return False
        return form in run if UNSPACED.match(form) else f" {' '.join(self.words)} " in f" {' '.join(words)} "


SPELLED_OUT = Phrase("", Verdict.REVIEW, ())
COMMANDS = {Verdict.OPT_OUT: "keyword", Verdict.OPT_IN: "opt-in word", Verdict.HELP: "help word"}


@dataclass(frozen=True, slots=True)
class KeywordBook:
    """The phrases we know by their normal form, compiled once for any number of texts."""

    phrases: Mapping[str, Phrase]
    longest: int

    @classmethod
    def compile(cls, *, opt_out: Iterable[str], opt_in: Iterable[str], help_words: Iterable[str]) -> Self:
        # A later group wins: a help or opt-in word that is configured as a keyword opts out.
        groups = {
            Verdict.REVIEW: wording.HESITANT_WORDS,
            Verdict.NONE: wording.COURTESY_WORDS,
            Verdict.HELP: help_words,
            Verdict.OPT_IN: opt_in,
            Verdict.OPT_OUT: opt_out,
        }
        phrases = {
            form: Phrase(text, verdict, tuple(chain.from_iterable(sentences(text))))
            for verdict, texts in groups.items()
            for text in texts
            if (form := normalise(text))
        }
        return cls(phrases, max(map(len, phrases)))

    def judge(self, text: str) -> Judgement:
        own = own_words(text)
        said = sentences(own[:MAX_LENGTH])
        if not said:
            return Judgement(Verdict.NONE, "The message has no words of its own.")
        return (
            (self._command(said) if len(own) <= MAX_LENGTH else None)
            or self._doubtful_keyword(said)
            or self._keyword_in_other_script(said)
            or _refusal(said)
            or Judgement(Verdict.NONE, "No rule matches the message.")
        )

    def _command(self, said: list[list[str]]) -> Judgement | None:
        """The whole message is one command, perhaps repeated, with nothing but courtesy around it."""
        phrases = self._read(list(chain.from_iterable(said)))
        commands = [phrase for phrase in phrases if phrase.verdict is not Verdict.NONE]
        verdicts = {phrase.verdict for phrase in commands}
        if len(verdicts) != 1 or not verdicts <= COMMANDS.keys():
            return None
        verdict, keyword = commands[0].verdict, commands[0].text
        courtesy = "" if commands == phrases else " with courtesy words around it"
        is_bare_yes = {normalise(phrase.text) for phrase in commands} <= AFFIRMATIVE_FORMS
        return Judgement(
            verdict,
            f'The whole message is the {COMMANDS[verdict]} "{keyword}"{courtesy}.',
            keyword,
            only_if_opted_out=verdict is Verdict.OPT_IN and is_bare_yes,
        )

    def _doubtful_keyword(self, said: list[list[str]]) -> Judgement | None:
        """A sentence or line is about a keyword, but hesitates, spells it out or is not the whole message."""
        for phrase in chain.from_iterable(map(self._read, said)):
            if phrase.verdict is Verdict.OPT_OUT:
                rule = f'The keyword "{phrase.text}" is spelled out or comes with more words'
                return Judgement(Verdict.REVIEW, f"{rule}, so a person decides.", phrase.text)
        return None

    def _keyword_in_other_script(self, said: list[list[str]]) -> Judgement | None:
        """A short sentence contains a keyword in a script whose courtesy words we do not know."""
        for phrase in self.phrases.values():
            if phrase.verdict is Verdict.OPT_OUT and any(map(phrase.is_amid_few, said)):
                rule = f'A short sentence contains the keyword "{phrase.text}", so a person decides.'
                return Judgement(Verdict.REVIEW, rule, phrase.text)
        return None

    def _read(self, words: list[str]) -> list[Phrase]:
        """The known phrases that these words consist of; empty if there is an unknown word among them."""
        phrases: list[Phrase] = []
        start = 0
        while start < len(words):
            end, phrase = self._longest_phrase(words, start)
            if phrase is None:
                return []
            phrases.append(phrase)
            if phrase.is_spelled_out(words[start:end]):
                phrases.append(SPELLED_OUT)
            start = end
        return phrases

    def _longest_phrase(self, words: list[str], start: int) -> tuple[int, Phrase | None]:
        """Joined words find the phrase however it was parted: "opt out", "opt-out", "optout"."""
        found: tuple[int, Phrase | None] = (start, None)
        run = ""
        for end, word in enumerate(islice(words, start, None), start + 1):
            run += word
            if len(run) > self.longest:
                break
            if phrase := self.phrases.get(run):
                found = (end, phrase)
        return found


def judge(
    text: str,
    *,
    opt_out_keywords: Iterable[str],
    opt_in_words: Iterable[str] = wording.OPT_IN_WORDS,
    help_words: Iterable[str] = wording.HELP_WORDS,
) -> Judgement:
    """Judge one text; never matches inside a word or a sentence about something else."""
    return _book(tuple(opt_out_keywords), tuple(opt_in_words), tuple(help_words)).judge(text)


@lru_cache(maxsize=8)
def _book(opt_out: tuple[str, ...], opt_in: tuple[str, ...], help_words: tuple[str, ...]) -> KeywordBook:
    return KeywordBook.compile(opt_out=opt_out, opt_in=opt_in, help_words=help_words)


def _refusal(said: list[list[str]]) -> Judgement | None:
    """The message refuses in free words."""
    plain = without_accents("\n".join(map(" ".join, said)))
    for what, pattern in REFUSALS.items():
        if pattern.search(plain):
            return Judgement(Verdict.REVIEW, f"The message {what}, so a person decides.")
    return None
