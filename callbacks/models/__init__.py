from callbacks.models.held_report import HeldReport
from callbacks.models.raw_event import RawEvent
from callbacks.models.stranger import Stranger

__all__ = ["HeldReport", "RawEvent", "Stranger"]
