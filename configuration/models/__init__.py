from configuration.models.audit_entry import AuditEntry
from configuration.models.configuration import Configuration
from configuration.models.page_layout import PageLayout
from configuration.models.sender import Sender
from configuration.models.user_profile import UserProfile

__all__ = ["AuditEntry", "Configuration", "PageLayout", "Sender", "UserProfile"]
