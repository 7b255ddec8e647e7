"""What the pre-flight page shows: who gets what, at what cost, and what must be confirmed."""

from typing import Any

from configuration.models import Configuration
from record_pages.forms.broadcast import BroadcastForm
from record_pages.subjects import kind_of
from sms.hours import current_hours
from sms.models import Exclusion
from sms.preflight import preflight
from sms.trying_out import my_mobile

CULPRITS = 5  # characters named one by one


def preflight_context(form: BroadcastForm) -> dict[str, Any]:
    """Counts everybody; the form must hold a sender and a text that can be sent."""
    chosen = form.cleaned_data
    found = preflight(
        form.subject,
        chosen["text"],
        sender=chosen["sender"],
        scheduled_at=chosen.get("scheduled_at"),
        leave_out_doubtful=chosen["leave_out_doubtful"],
    )
    return {
        "form": form,
        "audience": form.subject,
        "kind": kind_of(form.subject),
        "found": found,
        "histogram": sorted(found.histogram.items()),
        "culprits": found.culprits[:CULPRITS],
        "other_culprits": len(found.culprits[CULPRITS:]),
        "exclusions": [(Exclusion.Reason(name), count) for name, count in sorted(found.exclusions.items())],
        "left_out": sum(found.exclusions.values()),
        "must_type": found.recipients > Configuration.current().confirm_number_above,
        "hours": current_hours(),
        "my_mobile": my_mobile(form.request.user),
    }
