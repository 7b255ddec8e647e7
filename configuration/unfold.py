"""How the admin looks and what its sidebar shows."""

from typing import Any

UNFOLD: dict[str, Any] = {"SITE_TITLE": "Mitto CRM", "SITE_HEADER": "Mitto CRM"}
