from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.simulator.conftest import PHONE

pytestmark = pytest.mark.browser

OTHER_PHONE = "+447700901235"


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    page = chromium.new_page()
    page.set_default_timeout(10_000)
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text))
    page.on("pageerror", lambda error: problems.append(str(error)))
    yield page
    page.close()
    # A refused reply is an answer, which the browser's console mentions all the same.
    assert [problem for problem in problems if "409 (Conflict)" not in problem] == []


def test_what_is_being_typed_survives_new_texts_and_is_sent_to_the_app(simulator, app, page):
    simulator.send(text="Reply to this", **{"from": "447700901001"})
    page.goto(simulator.url)
    answer = page.get_by_label(f"Answer from {PHONE}")
    answer.fill("ST")
    simulator.send(to=OTHER_PHONE)

    expect(page.get_by_role("status")).to_have_text(f"New text on {OTHER_PHONE}")
    expect(page.get_by_role("heading", level=2).first).to_have_text(OTHER_PHONE)
    expect(answer).to_be_focused()
    answer.press_sequentially("OP")
    answer.press("Enter")
    expect(page.get_by_label(f"Texts on {PHONE}").get_by_text("Taken by the app")).to_be_visible()
    expect(answer).to_have_value("")
    [reply] = [fields for fields in app.fields(1) if "text" in fields]
    assert reply["text"] == "STOP"


def test_a_reply_that_cannot_go_anywhere_is_explained_and_kept(simulator, page):
    page.goto(f"{simulator.url}/phone/{PHONE}")
    answer = page.get_by_label(f"Answer from {PHONE}")
    answer.fill("STOP")
    answer.press("Enter")

    expect(page.get_by_role("alert")).to_contain_text("Send one from the app first.")
    expect(answer).to_have_value("STOP")


def test_phones_are_searched_by_number(simulator, page):
    simulator.send("/smsbulk", to=[PHONE, OTHER_PHONE])
    page.goto(simulator.url)
    page.get_by_label("Find a number").fill("1235")
    expect(page.get_by_role("article")).to_have_count(1)
    page.get_by_label("Find a number").fill("99999")

    expect(page.get_by_text("No phone has this number.")).to_be_visible()


def test_misbehaviour_is_set_and_stopped_on_the_page(simulator, page):
    page.goto(simulator.url)
    page.get_by_role("heading", name="Misbehave", exact=True).click()
    page.get_by_label("What should go wrong").select_option("429")
    page.get_by_label("Number (empty: all)").fill(PHONE)
    page.get_by_label("Times (empty: until cleared)").fill("3")
    page.get_by_role("button", name="Start misbehaving").click()
    stop = page.get_by_role("button", name=f"Stop 429 for {PHONE}, 3 more")

    expect(stop).to_be_visible()
    assert simulator.send().status_code == 429
    page.get_by_role("button", name=f"Stop 429 for {PHONE}, 2 more").click()
    expect(page.get_by_label("Misbehaving now").get_by_role("listitem")).to_have_count(0)
    assert simulator.send().status_code == 200


@pytest.mark.parametrize("path", ["/", f"/phone/{PHONE}"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_accessible_and_fits_a_narrow_screen(simulator, page, path, scheme):
    simulator.send(text="https://example.com/" + "x" * 90)
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(simulator.url + path)
    expect(page.get_by_role("article")).to_have_count(1)
    page.evaluate("document.querySelector('details').open = true")

    assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert Axe().run(page).response["violations"] == []
