"""Keywords of one's own, in any script: which texts meet them, and which spellings are one and the same."""

from unicodedata import normalize

import pytest

from optout.verdict import Verdict, judge, normalise
from tests.optout.judging import verdict


@pytest.mark.parametrize("word", ["HELP", "start", "Yes", "please", "no", "all"])
def test_any_word_configured_as_keyword_opts_out(word: str) -> None:
    assert verdict(word, word) is Verdict.OPT_OUT


def test_words_of_ones_own_replace_the_shipped_ones() -> None:
    words = {"opt_out_keywords": ["FERTIG"], "opt_in_words": ["WEITER"], "help_words": ["HILFE"]}

    texts = ["fertig", "weiter", "hilfe", "stop", "start", "help"]

    assert [judge(text, **words).verdict for text in texts] == ["opt_out", "opt_in", "help", *["none"] * 3]


@pytest.mark.parametrize("blank", ["", " ", "!!!", "🛑", "\x00", "\u0301"])
def test_a_keyword_without_a_letter_or_digit_is_ignored(blank: str) -> None:
    judgements = {text: judge(text, opt_out_keywords=[blank, "STOP"]).verdict for text in ["", "🛑", "!!!", "stop"]}

    assert list(judgements.values()) == ["none", "none", "none", "opt_out"]


@pytest.mark.parametrize(
    ("keyword", "text"),
    [
        ("إلغاء", "إلغاء"),
        ("إلغاء", "«\u200fإلغاء\u200f»!"),
        ("إلغاء", "ﺇﻟﻐﺎﺀ"),
        ("الغاء الاشتراك", "الغاء-الاشتراك"),
        ("बंद", "बंद"),
        ("रोकें", " रोकें। "),
        ("நிறுத்து", "நிறுத்து!"),
        ("退订", "退订"),
        ("退订", "“退订”。"),
        ("หยุด", "หยุด 🙏"),
        ("해지", normalize("NFD", "해지")),
        ("ストップ", "ｽﾄｯﾌﾟ"),
        ("СТОП", "Стоп!"),
        ("СТОП", "стоп please"),
        ("ΤΕΛΟΣ", "τελος"),
        ("İPTAL", "iptal"),
        ("IPTAL", "İptal"),
        ("DİKKAT", "dıkkat"),
        ("GROSS", "groß"),
        ("no a la publicidad", "NO A LA PUBLICIDAD"),
        ("99", "９９"),
    ],
)
def test_a_keyword_of_any_script_opts_out(keyword: str, text: str) -> None:
    assert verdict(text, keyword) is Verdict.OPT_OUT


@pytest.mark.parametrize(
    ("keyword", "text", "expected"),
    [
        ("退订", "请退订", "review"),
        ("หยุด", "หยุดครับ", "review"),
        ("СТОП", "стоп пожалуйста", "review"),
        ("СТОП", "автостоп", "none"),
        ("СТОП", "мы видели на дороге большой знак стоп вчера вечером", "none"),
        ("बंद", "बंदर", "none"),
        ("बंद", "बंदी", "none"),
        ("क", "की", "none"),
        ("إلغاء", "أريد إلغاء من فضلك", "review"),
    ],
)
def test_a_short_text_around_a_keyword_of_another_script_is_reviewed(keyword: str, text: str, expected: str) -> None:
    assert verdict(text, keyword) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("opt-out", "OPT OUT"),
        ("opt_out", "optout"),
        ("Stop All", "stopall"),
        (" “Stop” ", "ＳＴＯＰ"),
        ("ARRÊT", "arre\u0302t"),
        ("don't", "don’t"),
    ],
)
def test_spellings_of_one_keyword_share_a_normal_form(one: str, other: str) -> None:
    assert normalise(one) == normalise(other)


@pytest.mark.parametrize(("one", "other"), [("stop", "stopp"), ("arret", "arrêt"), ("बंद", "बद"), ("की", "का")])
def test_different_keywords_keep_different_normal_forms(one: str, other: str) -> None:
    assert normalise(one) != normalise(other)
