from configuration.models.configuration import Configuration
from configuration.models.sender import Sender

__all__ = ["Configuration", "Sender"]
