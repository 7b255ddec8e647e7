"""Countries by their ISO 3166-1 code, as far as phone numbers know them."""

import phonenumbers
from babel import Locale

_NAMES = Locale("en").territories

COUNTRY_CHOICES: list[tuple[str, str]] = sorted(
    ((code, _NAMES.get(code, code)) for code in phonenumbers.SUPPORTED_REGIONS), key=lambda choice: choice[1]
)
