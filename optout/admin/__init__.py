"""Opt-outs, and the people they are about, in Django admin."""

from optout.admin import keywords, ledger, people, suppressions

__all__ = ["keywords", "ledger", "people", "suppressions"]
