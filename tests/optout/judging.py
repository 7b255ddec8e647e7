"""The keywords we ship, and what they make of a text."""

from optout.verdict import Verdict, judge
from optout.wording import DEFAULT_OPT_OUT_KEYWORDS, LOCALE_PACK

SHIPPED = (*DEFAULT_OPT_OUT_KEYWORDS, *LOCALE_PACK)


def verdict(text: str, *more_keywords: str) -> Verdict:
    return judge(text, opt_out_keywords=(*SHIPPED, *more_keywords)).verdict
