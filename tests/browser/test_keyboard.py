"""Working by keyboard: single-key shortcuts, the help on them, turning them off; a broadcast without a mouse."""

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.demo import Demo, log_in

pytestmark = pytest.mark.browser

TWO_LEADS = """
from crm.models import Campaign, CampaignMember, Lead
from optout.records import is_person_opted_out
campaign = Campaign.objects.create(name="By keyboard")
leads = [lead for lead in Lead.objects.filter(sms__status="delivered").distinct() if not is_person_opted_out(lead)]
CampaignMember.objects.bulk_create(CampaignMember(campaign=campaign, lead=lead) for lead in leads[:2])
print(campaign.get_absolute_url())
"""


@pytest.mark.parametrize(
    ("letter", "path"),
    [
        *(("l", "/leads/"), ("c", "/contacts/"), ("m", "/campaigns/"), ("b", "/broadcasts/")),
        *(("s", "/sms/"), ("i", "/inbox/"), ("t", "/templates/")),
    ],
)
def test_g_and_a_letter_open_a_tab_and_home_again(context: BrowserContext, demo: Demo, letter: str, path: str) -> None:
    page = log_in(context, demo, "manager")
    page.keyboard.press("g")
    page.keyboard.press(letter)
    page.wait_for_url(demo.url + path)
    page.keyboard.press("g")
    page.keyboard.press("h")
    page.wait_for_url(f"{demo.url}/")


def test_a_slash_goes_to_the_search_and_types_nothing(context: BrowserContext, demo: Demo) -> None:
    page = log_in(context, demo, "agent")
    page.keyboard.press("/")
    box = page.get_by_role("searchbox", name="Search by name, phone number or SMS ID")
    expect(box).to_be_focused()
    page.keyboard.type("g/l?")
    expect(box).to_have_value("g/l?")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_the_help_opens_by_key_and_from_the_account_menu(context: BrowserContext, demo: Demo) -> None:
    page = log_in(context, demo, "agent")
    help_on_keys = page.get_by_role("dialog", name="Keyboard shortcuts")
    page.keyboard.press("?")
    expect(help_on_keys).to_be_visible()
    page.keyboard.press("Escape")
    expect(help_on_keys).to_be_hidden()
    page.get_by_role("button", name="Account:").click()
    page.get_by_role("button", name="Keyboard shortcuts").click()
    expect(help_on_keys.get_by_role("link", name="Leads")).to_be_visible()
    help_on_keys.get_by_role("button", name="Close").click()
    expect(help_on_keys).to_be_hidden()


def test_shortcuts_that_are_turned_off_stay_off(context: BrowserContext, demo: Demo) -> None:
    page = log_in(context, demo, "agent")
    page.keyboard.press("?")
    page.get_by_label("Use single-key shortcuts in this browser").uncheck()
    page.keyboard.press("Escape")
    page.goto(f"{demo.url}/leads/")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.get_by_role("button", name="Account:").click()
    page.get_by_role("button", name="Keyboard shortcuts").click()
    expect(page.get_by_label("Use single-key shortcuts in this browser")).not_to_be_checked()


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until it has the focus, as somebody without a mouse does."""
    for _press in range(60):
        if target.evaluate("target => target === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"Tab never reaches {target}.")


def test_a_broadcast_is_sent_by_keyboard_alone(context: BrowserContext, demo: Demo) -> None:
    page = log_in(context, demo, "manager")
    page.goto(demo.url + demo.manage("shell", "-v", "0", "-c", TWO_LEADS).strip())
    tab_to(page, page.get_by_label("Message text"))
    page.keyboard.type("Hello from the keyboard")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="Check before sending")).to_be_visible()
    tab_to(page, page.get_by_role("button", name="Go on to send"))
    page.keyboard.press("Enter")
    confirm = page.get_by_role("dialog", name="Send to 2 people?")
    expect(confirm.get_by_role("heading")).to_be_focused()
    tab_to(page, confirm.get_by_role("button", name="Send", exact=True))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Finished").first).to_be_visible(timeout=60_000)
