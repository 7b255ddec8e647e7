"""Page layouts: one table of switches."""

from django.test import Client

from configuration.models import PageLayout


def test_every_switch_is_there_where_it_means_something(boss_browser: Client) -> None:
    forms = boss_browser.get("/admin/setup/page-layouts/").context["forms"]
    assert {form.prefix: len(form.fields) for form in forms} == {"lead": 5, "contact": 5, "campaign": 3, "sms": 1}


def test_switches_are_saved_and_kept_in_the_history(boss_browser: Client) -> None:
    on = {f"{name}-{part}": "on" for name in PageLayout.Object.values for part in PageLayout.for_object(name).parts}
    del on["lead-has_send_button"], on["sms-has_delivery_updates"]
    page = boss_browser.post("/admin/setup/page-layouts/", on, follow=True).content.decode()
    assert "Page layouts are saved." in page
    assert not PageLayout.for_object("lead").has_send_button
    assert not PageLayout.for_object("sms").has_delivery_updates
    assert PageLayout.for_object("contact").has_send_button
    lead = PageLayout.for_object("lead")
    assert lead.history.first().history_user.username == "boss"
    history = boss_browser.get(f"/admin/configuration/pagelayout/{lead.pk}/history/").content.decode()
    assert "Send SMS button" in history


def test_a_layout_has_no_page_of_its_own(boss_browser: Client) -> None:
    PageLayout.for_object("lead")
    assert boss_browser.get("/admin/configuration/pagelayout/").headers["Location"] == "/admin/setup/page-layouts/"
    assert boss_browser.get("/admin/configuration/pagelayout/add/").status_code == 403
