"""The figures of a pre-flight: what a broadcast would do, as a page or a program can show it."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from crm.models import Contact, Lead
from gateway import gsm7
from gateway.segments import replace_safely
from sms import wording
from sms.candidates import Candidate
from sms.models import Exclusion


@dataclass(frozen=True, slots=True)
class Sample:
    """One recipient's text, as they will get it."""

    candidate: Candidate
    rendered: wording.Rendered

    @property
    def size(self) -> tuple[int, int]:
        return self.rendered.segments, len(self.rendered.text)

    @property
    def person(self) -> Lead | Contact:
        if self.candidate.lead_id:
            return Lead.objects.get(pk=self.candidate.lead_id)
        assert self.candidate.contact_id is not None, "a member is a lead or a contact"
        return Contact.objects.get(pk=self.candidate.contact_id)


@dataclass(frozen=True, slots=True)
class Culprit:
    """A character that forces Unicode on so many recipients' texts."""

    character: str
    recipients: int
    is_in_text: bool  # else somebody's data brings it in
    replacement: str | None  # reads the same; `None` when there is no such thing


@dataclass(slots=True)
class Preflight:
    """What a broadcast would do, counted and not estimated."""

    members: int = 0
    last_member: int = 0
    recipients: int = 0
    exclusions: Counter[str] = field(default_factory=Counter)
    doubtful: int = 0  # recipients whose number may not be a mobile
    delayed: int = 0  # recipients outside the allowed hours at the start, who get it later
    last_at: datetime | None = None  # when the last of them may be texted
    zones_by_number: int = 0  # recipients whose hours are estimated from their number
    encodings: Counter[str] = field(default_factory=Counter)
    histogram: Counter[int] = field(default_factory=Counter)  # {segments: recipients}
    outsiders: Counter[str] = field(default_factory=Counter)
    first: Sample | None = None
    longest: Sample | None = None
    with_hole: Sample | None = None
    text: str = ""
    is_one_way: bool = False
    price_per_part: Decimal | None = None
    currency: str = ""
    digest: str = ""  # hand it to `launch`: it refuses when any of this has changed

    @property
    def messages(self) -> int:
        """Message parts in all."""
        return sum(segments * recipients for segments, recipients in self.histogram.items())

    @property
    def cost(self) -> Decimal | None:
        return None if self.price_per_part is None else self.price_per_part * self.messages

    @property
    def samples(self) -> list[Sample]:
        """Up to three different ones: the first, the longest and one with an empty merge field."""
        found = [sample for sample in (self.first, self.longest, self.with_hole) if sample]
        return list({sample.candidate.member_id: sample for sample in found}.values())

    @property
    def culprits(self) -> list[Culprit]:
        """The characters that force Unicode, the most frequent first."""
        return [
            Culprit(character, count, character in self.text, gsm7.SAFE_REPLACEMENTS.get(character))
            for character, count in self.outsiders.most_common()
        ]

    @property
    def replaced_text(self) -> str:
        """The text with marks replaced that force Unicode and have a plain twin; empty when there are none."""
        replaced = replace_safely(self.text)
        return replaced if replaced != self.text else ""

    @property
    def reasons(self) -> list[tuple[str, int]]:
        """Why how many are left out, in words."""
        return [(Exclusion.Reason(reason).label.lower(), count) for reason, count in sorted(self.exclusions.items())]
