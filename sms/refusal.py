"""Why something was not queued: sentences at the fields they belong to."""

from typing import Literal

Code = Literal["invalid", "opted_out", "held", "not_ready", "already_sent", "repeated", "changed", "not_confirmed"]


class Refused(Exception):
    """Nothing was queued. `fields` maps a field (or ``__all__``) to what is wrong there and what to do."""

    def __init__(self, fields: dict[str, list[str]], *, code: Code = "invalid") -> None:
        super().__init__(code)
        self.fields = fields
        self.code: Code = code
