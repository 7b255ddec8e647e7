"""What holds for any text whatever: it is judged, soon, and nothing hides or fakes a keyword."""

import time
from unicodedata import category

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from optout.verdict import Verdict, judge, normalise
from tests.optout.judging import SHIPPED, verdict

any_text = st.text(st.characters(exclude_categories=()))
emoji = st.sampled_from(["🙏", "👍🏿", "👩‍👩‍👧‍👦", "❤️‍🔥", "🏳️‍🌈", "🇬🇧", "3️⃣", "™️", "㊙️", "🈵", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "☎️", "🫠"])
# Newlines and a leading ">" are left out: they make lines of their own and quotes.
mark = st.characters(categories=["Po", "Ps", "Pe", "Pi", "Pf", "Sk", "Zs"])
padding = st.lists(emoji | mark, max_size=8).map("".join)
letter = st.characters(categories=["Lu", "Ll", "Lo", "Nd"])


@given(any_text)
@example("\ud83d")
@example("stop\udcff")
def test_no_text_whatever_raises(text: str) -> None:
    assert judge(text, opt_out_keywords=SHIPPED).rule


@given(any_text)
@example("i\u0307\u0307\u0301")
@example("ΐ")
@example("\u1100 \u1161")
@example("ᾳ\u0345")
@example("e\u200d\u0301")
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(any_text)
def test_a_normal_form_holds_letters_digits_and_their_marks_alone(text: str) -> None:
    assert {category(char)[0] for char in normalise(text)} <= set("LNM")


@given(st.sampled_from([*SHIPPED, "退订", "बंद", "إلغاء"]), padding, padding)
def test_punctuation_spaces_and_emoji_around_a_keyword_never_hide_it(keyword: str, left: str, right: str) -> None:
    assert verdict(left + keyword + right, "退订", "बंद", "إلغاء") is Verdict.OPT_OUT


@given(st.sampled_from(SHIPPED), st.text(letter), st.text(letter))
def test_a_keyword_inside_a_longer_word_never_opts_out(keyword: str, left: str, right: str) -> None:
    word = left + keyword.replace(" ", "") + right
    if normalise(word) not in set(map(normalise, SHIPPED)):
        assert verdict(word) is not Verdict.OPT_OUT


@given(st.sampled_from(SHIPPED), st.sampled_from(["the bus", "we must", "of story", "my appointment"]))
def test_a_keyword_beside_unknown_words_never_opts_out(keyword: str, words: str) -> None:
    assert Verdict.OPT_OUT not in (verdict(f"{words} {keyword}"), verdict(f"{keyword} {words}"))


@pytest.mark.parametrize("piece", ["stop ", "on x\n", "\n", "> ", "-- ", '" ', "a\u0301\u0316", "s.t.o.p.", "no ", "ﷺ"])
def test_a_hundred_kilobytes_are_judged_in_no_time(piece: str) -> None:
    text = "liked “" + piece * (100_000 // len(piece)) + "x"
    began = time.perf_counter()

    judge(text, opt_out_keywords=SHIPPED)

    assert time.perf_counter() - began < 1
