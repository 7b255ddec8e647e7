from optout.models.consent_event import ConsentEvent
from optout.models.keyword import Keyword
from optout.models.review import Review
from optout.models.suppression import Suppression

__all__ = ["ConsentEvent", "Keyword", "Review", "Suppression"]
