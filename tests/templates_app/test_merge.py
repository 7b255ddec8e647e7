"""Merge fields are filled from one person's data, once, and nothing else in the text changes."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from templates_app.merge import compile_text, estimate
from templates_app.merge_fields import MERGE_FIELDS

DANGEROUS = [
    "<%=Email%>",
    "<%=FirstName|x%>",
    "{{ settings.SECRET_KEY }}",
    "{% load %}",
    "{% include 'admin/base.html' %}",
    "%(email)s %s %%",
    "{email} {0.__class__}",
    r"\1 \g<0>",
    "<script>alert(1)</script>",
    "=cmd|' /C calc'!A0",
]

values = st.none() | st.text() | st.sampled_from(DANGEROUS)


def make_person(**changes):
    data = {"first_name": "Ada", "last_name": "Lovelace", "email": "ada@example.com", "company": "Engines"}
    return SimpleNamespace(**(data | changes))


def render(text, **changes):
    return compile_text(text).render(make_person(**changes))


def test_fields_take_the_values_of_the_person():
    assert render("Hi <%=FirstName%> of <%=Company%>!") == "Hi Ada of Engines!"


@pytest.mark.parametrize(
    "tag",
    ["<%=firstname%>", "<%=FIRSTNAME%>", "<%= FirstName %>", "<%=\n\tFirstName\xa0%>", "<%=FirstName |x%>"],
)
def test_capitals_and_spaces_inside_a_tag_do_not_matter(tag):
    assert render(f"Hi {tag}.") == "Hi Ada."


def test_one_compiled_text_serves_many_people():
    text = compile_text("<%=FirstName%> and <%=FirstName%>")
    names = ["Ada", "Grace", "Ada"]
    assert [text.render(make_person(first_name=name)) for name in names] == [
        "Ada and Ada",
        "Grace and Grace",
        "Ada and Ada",
    ]


@pytest.mark.parametrize("blank", [None, "", "  ", "\n", "\x00"])
def test_a_fallback_stands_in_for_a_blank_value(blank):
    assert render("Hi <%=FirstName| there %>!", first_name=blank) == "Hi there!"
    assert render("Hi <%=FirstName%>!", first_name=blank) == "Hi !"


def test_a_fallback_is_not_used_when_there_is_a_value():
    assert render("Hi <%=FirstName|there%>") == "Hi Ada"


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("<%=Title|a|b%>", "a|b"),
        ("<%=Title|100%%>", "100%"),
        ("<%=Title|{{ x }}%>", "{{ x }}"),
        ("<%=Title|two\r\nlines%>", "two lines"),
        ("<%=Title|%>", ""),
    ],
)
def test_a_fallback_may_hold_almost_anything(tag, expected):
    assert render(f"[{tag}]") == f"[{expected}]"


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("  Ada ", "Ada"),
        ("1 High St\r\nFlat 2", "1 High St Flat 2"),
        ("one \n\n two", "one two"),
        ("one\ttwo\u2028three", "one two three"),
        ("A\x00d\x1ba\x7f\x9f", "Ada"),
        ("Zoë 李 👩\u200d💻", "Zoë 李 👩\u200d💻"),
    ],
)
def test_a_value_becomes_one_clean_line(stored, shown):
    assert render("[<%=FirstName%>]", first_name=stored) == f"[{shown}]"


@pytest.mark.parametrize(
    ("first", "last", "full"),
    [
        ("Ada", "Lovelace", "Ada Lovelace"),
        ("", "Lovelace", "Lovelace"),
        ("Ada", None, "Ada"),
        (None, " ", "you"),
    ],
)
def test_the_full_name_joins_what_is_there(first, last, full):
    assert render("<%=Name|you%>", first_name=first, last_name=last) == full


@pytest.mark.parametrize("value", DANGEROUS)
def test_data_that_looks_like_code_stays_literal(value):
    assert render("<%=FirstName%><%=LastName%>", first_name=value, last_name="L") == f"{value}L"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a < b, 50%> c, <%",
        "{{ settings.SECRET_KEY }} {% load %} %s {0}",
        "<%FirstName%>",
        "<%=%>",
        "<%=Password%>",
        "<%=first_name%>",
        "<%=__class__%>",
        "<%=Name.__class__%>",
        "line one\r\n  line two ",
    ],
)
def test_everything_but_a_known_tag_stays_as_written(text):
    assert render(text) == text
    assert estimate(text) == text


def test_a_broken_tag_does_not_swallow_a_good_one():
    assert render("<%=First <%=FirstName%> %>") == "<%=First Ada %>"


def test_a_field_the_person_does_not_have_is_blank():
    assert compile_text("Hi <%=Department|you%><%=FirstName%>").render(None) == "Hi you"


def test_empty_fields_are_the_blank_ones_without_a_fallback():
    text = compile_text("<%=FirstName%><%=firstname%><%=LastName%><%=Email|none%><%=Company|%><%=Name%>")
    person = make_person(first_name=" ", email="", company="")
    assert text.empty_fields_of_row(text.row_of(person)) == ("FirstName",)
    assert text.empty_fields_of_row(text.row_of(make_person())) == ()


def test_field_names_are_canonical_and_listed_once():
    text = compile_text("<%=firstname%> <%=EMAIL|x%> <%=FirstName%>")
    assert text.field_names == ("FirstName", "Email")


def test_attributes_name_the_columns_a_row_needs():
    assert compile_text("<%=Email%> <%=Name%> <%=LastName%>").attributes == (
        "email",
        "first_name",
        "last_name",
    )
    assert compile_text("Hello").attributes == ()


def test_a_row_of_columns_renders_like_the_person():
    text = compile_text("<%=Name%>, <%=LastName%> <%=Company|home%>")
    row = ("Ada", None, "")
    assert text.render_row(row) == "Ada,  home"
    assert text.empty_fields_of_row(row) == ("LastName",)


def test_the_estimate_counts_a_first_name_as_ten_characters_as_the_original_does():
    assert estimate("Hi <%=FirstName%>!") == "Hi xxxxxxxxxx!"
    assert estimate("Hi <%= firstname | a much longer fallback € %>!") == "Hi xxxxxxxxxx!"


tags = st.sampled_from([field.tag for field in MERGE_FIELDS])
literals = st.text().filter(lambda text: "<" not in text)


@given(st.text(alphabet="<%=>|{} x\n\x00€"))
def test_no_punctuation_without_a_field_name_is_ever_replaced(text):
    assert render(text) == text
    assert estimate(text) == text


@given(literals, values, literals, values, literals)
def test_a_rendered_text_is_its_literals_around_the_values(start, first, middle, last, end):
    text = compile_text(f"{start}<%=FirstName%>{middle}<%=LastName|x%>{end}")
    alone = [
        compile_text(tag).render(make_person(first_name=first, last_name=last))
        for tag in ("<%=FirstName%>", "<%=LastName|x%>")
    ]
    expected = f"{start}{alone[0]}{middle}{alone[1]}{end}"
    assert text.render(make_person(first_name=first, last_name=last)) == expected
    assert text.render_row((first, last)) == expected


@given(values)
def test_a_value_keeps_its_printable_words(value):
    words = "".join(character for character in value or "" if character.isprintable()).split()
    rendered = render("<%=FirstName%>", first_name=value)
    assert "".join(words) == "".join(character for character in rendered if character.isprintable()).replace(" ", "")
    assert "\n" not in rendered and "\x00" not in rendered
    assert rendered == rendered.strip()


@given(st.lists(literals | tags))
def test_the_estimate_depends_on_the_fields_alone(pieces):
    lengths = {field.tag: field.estimate for field in MERGE_FIELDS}
    expected = sum(lengths.get(piece, len(piece)) for piece in pieces)
    assert len(estimate("".join(pieces))) == expected
