"""Import and export in the admin: preview, then all or nothing, with the opt-out column in the ledger."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from configuration.models import AuditEntry
from crm import import_storage
from crm.admin import exchange
from crm.csv_format import SafeCsv
from crm.models import CampaignMember, Contact, Lead
from optout.models import ConsentEvent
from optout.records import is_person_opted_out, opt_out_person
from optout.suppression import is_opted_out
from tests.admin.conftest import browser_of
from tests.factories import make_campaign, make_contact, make_lead, make_user

LEADS = "/admin/crm/lead/"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


def upload(browser: Client, url: str, content: str | bytes) -> str:
    data = content.encode() if isinstance(content, str) else content
    fields = {"format": "0", "resource": "0", "import_file": SimpleUploadedFile("people.csv", data)}
    return browser.post(f"{url}import/", fields).content.decode()


def confirmation(preview: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', preview))


def confirm(browser: Client, url: str, preview: str) -> str:
    return browser.post(f"{url}process_import/", confirmation(preview), follow=True).content.decode()


def import_file(browser: Client, url: str, content: str | bytes) -> str:
    return confirm(browser, url, upload(browser, url, content))


def export(browser: Client, url: str, resource: str, columns: tuple[str, ...]) -> bytes:
    fields = {f"{resource}_{column}": "on" for column in columns}
    content: bytes = browser.post(f"{url}export/", fields | {"format": "0", "resource": "0"}).content
    return content


def test_people_come_in_after_a_preview(boss_browser: Client, folder: Path) -> None:
    rows = "Ann,Lee,Acme,'+447700900123,\nBo,Ray,Acme,0170 1234567,Germany\n"
    preview = upload(boss_browser, LEADS, f"First Name,Last Name,Company,Mobile Phone,Country\n{rows}")
    assert "2 to add, 0 to change. Nothing is saved yet." in preview
    assert not Lead.objects.exists()
    assert "Imported leads: 2 added, 0 changed." in confirm(boss_browser, LEADS, preview)
    ann, bo = Lead.objects.order_by("pk")
    assert (ann.first_name, ann.mobile_phone, ann.mobile_phone_e164) == ("Ann", "+447700900123", "+447700900123")
    assert (bo.country, bo.mobile_phone_e164) == ("DE", "+491701234567")
    assert AuditEntry.objects.get().detail == "leads: 2 added, 0 changed"
    assert not list(folder.iterdir())


def test_a_row_with_an_id_changes_that_record(boss_browser: Client) -> None:
    lead = make_lead(first_name="Old", company="Acme")
    import_file(boss_browser, LEADS, f"id,first_name,mobile_phone\n{lead.pk},New,07700 900456\n")
    lead.refresh_from_db()
    assert (lead.first_name, lead.company, lead.mobile_phone_e164) == ("New", "Acme", "+447700900456")
    assert Lead.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("last_name,company\nLee,\n", "Row 2, company: This field cannot be blank."),
        ("last_name,company\nRay,Acme\nLee,\n", "Row 3, company: This field cannot be blank."),
        ("last_name,company,email\nLee,Acme,nobody\n", "Row 2, email: Enter a valid email address."),
        ("last_name,company,status\nLee,Acme,Hot\n", "Row 2, status: Value"),
        ("id,last_name,company\n999,Lee,Acme\n", "Row 2, id: There is no lead with this id."),
        ("id,last_name,company\nabc,Lee,Acme\n", "Row 2, id: An id is a whole number."),
        (f"id,last_name,company\n{'9' * 30},Lee,Acme\n", "Row 2, id: An id is a whole number."),
        ("last_name,company,sms_opt_out\nLee,Acme,maybe\n", "Row 2, sms_opt_out: Write true or false."),
        (b"\xff\xfe", "The file is not UTF-8 text."),
    ],
)
def test_one_wrong_row_keeps_the_whole_file_out(boss_browser: Client, content: str | bytes, sentence: str) -> None:
    page = upload(boss_browser, LEADS, content)
    assert sentence in page and "Nothing is saved yet" not in page
    assert not Lead.objects.exists()


def test_columns_that_are_not_ours_are_left_alone(boss: User, boss_browser: Client) -> None:
    content = f"last_name,company,owner_id,has_pending_opt_out,created_at\nLee,Acme,{boss.pk},1,2001-01-01\n"
    import_file(boss_browser, LEADS, content)
    lead = Lead.objects.get()
    assert (lead.owner, lead.has_pending_opt_out) == (None, False)
    assert lead.created_at.year > 2001


def test_true_in_the_opt_out_column_opts_out_and_false_clears_nothing(boss: User, boss_browser: Client) -> None:
    kept = make_lead(mobile_phone="+447700900200")
    opt_out_person(kept, by=boss, reason="Asked")
    rows = f",Lee,+447700900123,TRUE\n,Ray,,yes\n{kept.pk},Box,+447700900200,false\n,May,+447700900125,\n"
    import_file(boss_browser, LEADS, "id,last_name,mobile_phone,sms_opt_out,company\n" + rows.replace("\n", ",Acme\n"))
    people = {lead.last_name: is_person_opted_out(lead) for lead in Lead.objects.all()}
    assert people == {"Lee": True, "Ray": True, "Box": True, "May": False}
    event = ConsentEvent.objects.get(number="+447700900123")
    assert (event.source, event.by) == ("import", boss)


def test_importing_the_same_opt_outs_again_adds_nothing_to_the_ledger(boss_browser: Client) -> None:
    import_file(boss_browser, LEADS, "last_name,company,mobile_phone,sms_opt_out\nLee,Acme,+447700900123,1\n")
    lead = Lead.objects.get()
    import_file(boss_browser, LEADS, f"id,last_name,sms_opt_out\n{lead.pk},Lee,1\n")
    assert ConsentEvent.objects.count() == 1


def test_an_imported_number_takes_the_opt_out_along(boss: User, boss_browser: Client) -> None:
    lead = make_lead(mobile_phone="+447700900123")
    opt_out_person(lead, by=boss, reason="Asked")
    import_file(boss_browser, LEADS, f"id,mobile_phone\n{lead.pk},+447700900456\n")
    assert is_opted_out("+447700900456")


def test_what_goes_out_is_safe_and_comes_back_the_same(boss: User, boss_browser: Client) -> None:
    lead = make_lead(first_name="=cmd()", mobile_phone="+447700900123", description='two\nlines, "quoted"')
    opt_out_person(make_lead(last_name="Out"), by=boss)
    columns = ("id", "first_name", "last_name", "mobile_phone", "description", "sms_opt_out")
    content = export(boss_browser, LEADS, "leadresource", columns)
    assert b'"\'=cmd()"' in content and b'"\'+447700900123"' in content
    people = {row["last_name"]: row["sms_opt_out"] for row in SafeCsv().create_dataset(content).dict}
    assert people == {"Boxer": "false", "Out": "true"}
    assert AuditEntry.objects.get(what="exported").detail == "leads: 2"
    assert "0 to add, 2 to change" in upload(boss_browser, LEADS, content)
    import_file(boss_browser, LEADS, content)
    again = Lead.objects.get(pk=lead.pk)
    assert (again.first_name, again.description) == ("=cmd()", lead.description)


def test_contacts_go_the_same_way(boss_browser: Client) -> None:
    url = "/admin/crm/contact/"
    import_file(boss_browser, url, "last_name,account_name,other_phone,sms_opt_out\nLee,Acme,07700 900123,no\n")
    assert Contact.objects.get().other_phone_e164 == "+447700900123"
    assert b'"Acme"' in export(boss_browser, url, "contactresource", ("account_name",))


MEMBERS = "/admin/crm/campaignmember/"


def test_members_come_in_by_id(boss_browser: Client) -> None:
    campaign, lead, contact = make_campaign(), make_lead(), make_contact()
    content = f"campaign,lead,contact,status\n{campaign.pk},{lead.pk},,Sent\n{campaign.pk},,{contact.pk},Added\n"
    assert "Imported campaign members: 2 added" in import_file(boss_browser, MEMBERS, content)
    assert {member.person for member in CampaignMember.objects.all()} == {lead, contact}


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ("{campaign},{lead},{contact}", "Row 2: A campaign member is a lead or a contact: choose one of them."),
        ("{campaign},,", "Row 2: A campaign member is a lead or a contact: choose one of them."),
        ("{campaign},{lead},\n{campaign},{lead},", "Row 3: An earlier row of this file already adds this person"),
        ("{campaign},{member},", "Row 2: This lead is already in the campaign."),
        ("999,{lead},", "Row 2, campaign: There is no campaign with this id."),
        ("{campaign},x,", "Row 2, lead: There is no lead with this id."),
    ],
)
def test_a_wrong_member_is_explained(boss_browser: Client, rows: str, sentence: str) -> None:
    member, lead, contact = make_lead(), make_lead(), make_contact()
    campaign = make_campaign(member)
    ids: dict[str, Any] = {"campaign": campaign.pk, "lead": lead.pk, "contact": contact.pk, "member": member.pk}
    page = upload(boss_browser, MEMBERS, "campaign,lead,contact\n" + rows.format(**ids) + "\n")
    assert sentence in page
    assert CampaignMember.objects.count() == 1


def test_records_that_changed_after_the_preview_are_no_half_import(boss_browser: Client) -> None:
    lead, other = make_lead(), make_lead()
    campaign = make_campaign()
    content = f"campaign,lead\n{campaign.pk},{other.pk}\n{campaign.pk},{lead.pk}\n"
    preview = upload(boss_browser, MEMBERS, content)
    CampaignMember.objects.create(campaign=campaign, lead=lead)
    assert "Nothing was imported." in confirm(boss_browser, MEMBERS, preview)
    assert CampaignMember.objects.count() == 1


def test_a_file_that_is_too_large_is_refused_unread(boss_browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange, "MAX_BYTES", 1024 * 1024)
    assert "The file is larger than 1 MB." in upload(boss_browser, LEADS, b"x" * (1024 * 1024 + 1))


def test_a_preview_belongs_to_who_made_it(boss_browser: Client) -> None:
    preview = upload(boss_browser, LEADS, "last_name,company\nLee,Acme\n")
    other = browser_of(make_user("Mitto Admin", is_staff=True))
    assert other.post(f"{LEADS}process_import/", confirmation(preview)).status_code == 400
    forged = confirmation(preview) | {"import_file_name": "/etc/passwd"}
    assert boss_browser.post(f"{LEADS}process_import/", forged).status_code == 400
    assert not Lead.objects.exists()


def test_confirming_twice_imports_once(boss_browser: Client) -> None:
    preview = upload(boss_browser, LEADS, "last_name,company\nLee,Acme\n")
    confirm(boss_browser, LEADS, preview)
    assert "was imported already" in confirm(boss_browser, LEADS, preview)
    assert Lead.objects.count() == 1


def test_of_two_clicks_at_once_one_takes_the_file(folder: Path) -> None:
    waiting = import_storage.PassingStorage()
    waiting.save(b"last_name,company")
    assert waiting.read() == b"last_name,company"
    one, other = (import_storage.PassingStorage(name=waiting.name) for _ in range(2))
    assert one.read() == b"last_name,company"
    with pytest.raises(FileNotFoundError):
        other.read()
    one.remove()
    assert not list(folder.iterdir())


def test_a_preview_nobody_confirms_is_forgotten(
    boss_browser: Client, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload(boss_browser, LEADS, "last_name,company\nLee,Acme\n")
    [old] = folder.iterdir()
    monkeypatch.setattr(import_storage, "KEPT_SECONDS", -1)
    upload(boss_browser, LEADS, "last_name,company\nRay,Acme\n")
    [new] = folder.iterdir()
    assert new != old


@pytest.mark.django_db
def test_who_may_only_look_imports_nothing() -> None:
    browser = browser_of(make_user("", is_staff=True))
    assert browser.get(f"{LEADS}import/").status_code == 403
    assert browser.post(f"{LEADS}export/", {"format": "0"}).status_code == 403
