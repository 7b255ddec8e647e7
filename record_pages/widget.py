"""The Send SMS panel of a lead, a contact, a campaign or a selection: everything its template shows."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from crm.models import Contact, Lead
from gateway.segments import alphabet, segment
from record_pages import blocked, number_check
from record_pages.forms.send import SendForm
from record_pages.subjects import Subject, kind_of
from sms.audience import Audience
from sms.broadcasts import Preview, preview
from sms.models import Selection
from sms.wording import MAX_LENGTH
from templates_app.merge import compile_text, estimate
from templates_app.merge_fields import MergeField, estimates, fields_for

# A campaign's page opens at once however many members it has; the pre-flight counts them all.
GLANCE = 1000


@dataclass(frozen=True, slots=True)
class Panel:
    """One panel. `table` is what the counter in the browser works with."""

    subject: Subject
    kind: str
    form: SendForm
    blocked: blocked.Blocked | None
    preview: Preview | None
    table: dict[str, Any]
    fields: tuple[MergeField, ...]

    @property
    def send_url(self) -> str:
        return self._url("send-broadcast" if self.preview else "send-sms")

    @property
    def action(self) -> str:
        """Where the form goes: a broadcast is looked at before it is sent."""
        return self._url("preflight") if self.preview else self.send_url

    def _url(self, name: str) -> str:
        return reverse(name, kwargs={"kind": self.kind, "pk": self.subject.pk})

    @property
    def people(self) -> list[Lead | Contact]:
        """Those who were ticked, since a selection has no page that lists them."""
        if not isinstance(self.subject, Selection):
            return []
        return [member.person for member in self.subject.members.select_related("lead", "contact")]

    @property
    def back_url(self) -> str:
        subject = self.subject
        return reverse(f"{subject.object_name}s") if isinstance(subject, Selection) else subject.get_absolute_url()

    @property
    def left_out(self) -> str:
        return blocked.left_out(self.preview.exclusions) if self.preview and self.preview.is_complete else ""

    @property
    def verdict(self) -> number_check.Verdict | None:
        """What there is to say about the number in To before anybody types."""
        if isinstance(self.subject, Audience) or self.blocked or self.form["to"].errors:
            return None
        return number_check.judge(self.form["to"].value() or "", self.subject)

    @property
    def counter(self) -> str:
        """The counter for those without JavaScript; with it, the browser keeps it up to date."""
        text = self.form["text"].value() or ""
        return str(segment(estimate(text) if self.preview else compile_text(text).render(self.subject)))


def panel_context(request: Any, subject: Subject, form: SendForm | None = None) -> dict[str, Panel]:
    """What `record_pages/widget/panel.html` needs."""
    kind = kind_of(subject)
    found = preview(subject, at_most=GLANCE) if isinstance(subject, Audience) else None
    panel = Panel(
        subject=subject,
        kind=kind,
        form=form or SendForm(request, subject),
        blocked=blocked.why_blocked(request.user, subject, found),
        preview=found,
        table=counting_table(subject, recipients=found.recipients if found and found.is_complete else None),
        fields=fields_for(subject.object_name),
    )
    return {"panel": panel}


def counting_table(subject: Subject | None, *, recipients: int | None = None) -> dict[str, Any]:
    """What the counter in the browser needs: the alphabet, and what merge fields become.

    For one person that is their own data, so the count is exact; otherwise as many letters as such a field
    usually has.
    """
    is_exact = subject is not None and not isinstance(subject, Audience)
    return {
        "alphabet": alphabet(),
        "values": _values_of(subject) if is_exact else _placeholders(),
        "isExact": is_exact,
        "recipients": recipients,
        "maxLength": MAX_LENGTH,
        "approximate": _("approximate"),
    }


def _values_of(person: Any) -> dict[str, str]:
    fields = fields_for(person.object_name)
    return {field.name.lower(): compile_text(field.tag).render(person) for field in fields}


def _placeholders() -> dict[str, str]:
    return {name.lower(): "x" * length for name, length in estimates().items()}
