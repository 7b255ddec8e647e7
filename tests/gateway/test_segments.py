"""Counting segments: golden cases, two independent implementations as oracles, and what always holds."""

import json

import pytest
import smsutil
from hypothesis import given
from hypothesis import strategies as st
from sms_toolkit.messages.profiling import profile_message

from gateway import gsm7
from gateway.segments import Encoding, alphabet, replace_safely, segment

GSM = gsm7.BASIC + gsm7.EXTENSION
# Lengths around the limits are rare in random text, so runs are generated.
TEXTS = st.lists(
    st.tuples(
        st.sampled_from("a €^\n\fя😀`ç") | st.characters(exclude_characters="\x1b", exclude_categories=["Cs"]),
        st.integers(1, 160),
    ),
    max_size=5,
).map(lambda runs: "".join(character * length for character, length in runs))


@pytest.mark.parametrize(
    ("text", "encoding", "units", "segments"),
    [
        ("", "gsm7", 0, 0),
        ("a" * 160, "gsm7", 160, 1),
        ("a" * 161, "gsm7", 161, 2),
        ("a" * 306, "gsm7", 306, 2),
        ("a" * 307, "gsm7", 307, 3),
        ("€" * 80, "gsm7", 160, 1),
        ("€" * 81, "gsm7", 162, 2),
        ("a" * 152 + "€" + "a" * 6, "gsm7", 160, 1),
        ("a" * 152 + "€" + "a" * 152, "gsm7", 306, 3),
        ("ж" * 70, "ucs2", 70, 1),
        ("ж" * 71, "ucs2", 71, 2),
        ("😀" * 35, "ucs2", 70, 1),
        ("😀" * 36, "ucs2", 72, 2),
        ("ж" * 66 + "😀" + "ж" * 66, "ucs2", 134, 3),
        ("ΓΔΘΛΞΠΣΦΨΩÇ§Ñ\r\n", "gsm7", 15, 1),
        ("\f", "gsm7", 2, 1),
        ("\f^{}\\[~]|€", "gsm7", 20, 1),
    ],
)
def test_golden_case(text: str, encoding: str, units: int, segments: int) -> None:
    result = segment(text)

    assert (result.encoding, result.units, result.segments) == (encoding, units, segments)


@pytest.mark.parametrize("character", ["`", "‘", "’", "“", "”", "ç", "\t", "\x1b", "ж", "😀"])
def test_a_character_outside_gsm_forces_unicode_and_is_named(character: str) -> None:
    result = segment(f"Hello € {character} ё")

    assert (result.encoding, result.offending) == (Encoding.UCS2, character)


def test_text_in_gsm_blames_no_character() -> None:
    assert segment("Plain text for 5 €").offending is None


@pytest.mark.parametrize(
    ("text", "counter", "limit"),
    [
        ("", "(regular) 0 / 160 [0]", 160),
        ("Hello world!", "(regular) 12 / 160 [1]", 160),
        ("a" * 170, "(regular) 170 / 160 [2]", 306),
        ("Привет", "(unicode) 6 / 70 [1]", 70),
        ("ж" * 135, "(unicode) 135 / 70 [3]", 201),
    ],
)
def test_the_counter_reads_as_in_the_original(text: str, counter: str, limit: int) -> None:
    assert (str(segment(text)), segment(text).limit) == (counter, limit)


@pytest.mark.parametrize("text", ["\ud800", "\udfff", "\ud83d" * 200, "a\udc00€"])
def test_half_a_surrogate_pair_is_counted_and_named_by_a_printable_character(text: str) -> None:
    result = segment(text)

    assert (result.units, result.offending) == (len(text), "\ufffd")


@given(TEXTS)
def test_agrees_with_sms_toolkit(text: str) -> None:
    assert segment(text).segments == profile_message(text)["num_segments"]


@given(TEXTS.filter(bool))
def test_agrees_with_smsutil(text: str) -> None:
    split = smsutil.split(text)
    bytes_per_unit = 1 if segment(text).encoding is Encoding.GSM else 2

    assert (segment(text).segments, segment(text).units) == (
        len(split.parts),
        split.total_bytes / bytes_per_unit,
    )


@given(TEXTS, TEXTS)
def test_more_text_never_needs_fewer_segments(text: str, more: str) -> None:
    assert segment(text + more).segments >= segment(text).segments


@given(TEXTS)
def test_a_part_wastes_at_most_the_one_unit_before_a_pair(text: str) -> None:
    result = segment(text)

    assert result.units <= result.limit
    if result.segments > 1:
        full_parts, part = result.segments - 1, result.limit // result.segments
        assert result.units > full_parts * (part - 1)


@given(st.text(st.characters(exclude_categories=())))
def test_any_string_can_be_counted(text: str) -> None:
    assert bool(segment(text).segments) == bool(text)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("It’s “fine”", 'It\'s "fine"'),
        ("Mon–Fri — 5−3", "Mon-Fri - 5-3"),
        ("Wait…", "Wait..."),
        ("10\u202f000\u00a0€\there", "10 000 € here"),
        ("in\u00advis\u200bible\ufeff", "invisible"),
        ("one\u2028two", "one\ntwo"),
    ],
)
def test_a_safe_replacement_makes_the_text_regular(text: str, plain: str) -> None:
    assert replace_safely(text) == plain
    assert segment(text).encoding is Encoding.UCS2
    assert segment(plain).encoding is Encoding.GSM


@pytest.mark.parametrize("text", ["café ç ñ ő ß", "Привет", "👩‍👧", "می‌خواهم", GSM])
def test_letters_emoji_and_gsm_characters_are_never_replaced(text: str) -> None:
    assert replace_safely(text) == text


@given(st.text())
def test_replacing_twice_changes_nothing_more(text: str) -> None:
    assert replace_safely(replace_safely(text)) == replace_safely(text)


@given(TEXTS.filter(lambda text: "…" not in text))
def test_replacing_never_costs_a_segment_but_for_the_dots_of_an_ellipsis(text: str) -> None:
    assert segment(replace_safely(text)).segments <= segment(text).segments


def test_the_browser_table_survives_json_and_holds_the_whole_alphabet() -> None:
    table = json.loads(json.dumps(alphabet()))

    assert len(set(table["basic"])) == 127
    assert len(set(table["extension"])) == 10
    assert table["sizes"]["gsm7"] == {"label": "regular", "single": 160, "part": 153}
    assert table["sizes"]["ucs2"] == {"label": "unicode", "single": 70, "part": 67}
    assert all(segment(replacement).offending is None for replacement in table["replacements"].values())
