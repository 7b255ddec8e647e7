import pytest

from simulator.segments import count_parts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", 0),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("a" * 152 + "€" + "a" * 6, 1),
        ("a" * 152 + "€" + "a" * 152, 3),
        ("ф" * 70, 1),
        ("ф" * 71, 2),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
        ("ф" * 66 + "😀" + "ф" * 66, 3),
    ],
)
def test_auto_counts_parts_and_never_splits_a_pair(text: str, parts: int) -> None:
    assert count_parts(text, kind="auto") == parts


def test_type_decides_the_alphabet() -> None:
    assert count_parts("a" * 71, kind="unicode") == 2
    assert count_parts("a" * 71, kind="gsm") == 1
    assert count_parts("00" * 140, kind="binary") == 1
    assert count_parts("00" * 141, kind="binary") == 2
