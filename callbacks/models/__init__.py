from callbacks.models.held_report import HeldReport
from callbacks.models.raw_event import RawEvent

__all__ = ["HeldReport", "RawEvent"]
