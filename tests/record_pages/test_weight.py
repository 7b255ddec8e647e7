"""What a page weighs with all of our own and bundled files it loads, as a browser receives it."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.contrib.staticfiles import finders
from django.test import Client

from tests.conftest import Ready
from tests.factories import make_campaign, make_inbound_sms, make_lead, make_template

LIMIT = 100 * 1024
LOADED = re.compile(r'(?:src|href)="/static/([^"#]+)')
IMPORTED = re.compile(r'from "\./([^"]+)"')
KINDS = ("home", "lead", "campaign", "sms", "thread", "template")


def url_of(kind: str) -> str:
    lead = make_lead()
    if kind == "campaign":
        return make_campaign(lead, members=60).get_absolute_url()
    if kind == "template":
        return make_template().get_absolute_url()
    sms = make_inbound_sms(lead=lead, originator=lead.mobile_phone_e164)
    return {"home": "/", "lead": lead.get_absolute_url(), "sms": "/sms/", "thread": f"/inbox/{sms.pk}/"}[kind]


def files_of(page: str) -> set[Path]:
    """Every style, script and picture, and the modules that scripts import."""
    waiting = [Path(str(finders.find(name))) for name in LOADED.findall(page)]
    found: set[Path] = set()
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            if path.suffix == ".js":
                waiting += [path.parent / name for name in IMPORTED.findall(path.read_text())]
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_weighs_at_most_100_kilobytes(client: Client, admin: User, ready: Ready, kind: str) -> None:
    client.force_login(admin)
    page = client.get(url_of(kind))
    files = files_of(page.text)
    assert any(path.suffix == ".css" for path in files)
    assert sum(len(gzip.compress(path.read_bytes())) for path in files) + len(gzip.compress(page.content)) < LIMIT
