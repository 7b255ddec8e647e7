from sms.models.attempt import Attempt
from sms.models.broadcast import Broadcast
from sms.models.delivery_update import DeliveryUpdate
from sms.models.exclusion import Exclusion
from sms.models.gateway_state import GatewayState
from sms.models.progress_sample import ProgressSample
from sms.models.selection import Selection, SelectionMember
from sms.models.sms import Sms
from sms.models.tally import Tally
from sms.models.worker import Worker

__all__ = [
    "Attempt",
    "Broadcast",
    "DeliveryUpdate",
    "Exclusion",
    "GatewayState",
    "ProgressSample",
    "Selection",
    "SelectionMember",
    "Sms",
    "Tally",
    "Worker",
]
