"""Formats of hours, months, numbers and amounts in each language (CLDR, by Babel).

Babel takes 0.1 s to import, so it is imported at the first use.
"""

import re
from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from typing import Final

from efe_domain.shared.messages import Language

REGIONS: Final[Mapping[Language, str]] = {
    Language.FRENCH: "fr_BE",
    Language.GERMAN: "de_BE",
    Language.ENGLISH: "en_GB",
}


def format_hour(value: time) -> str:
    """Returns `14:30`: a meeting begins on a minute."""
    return f"{value:%H:%M}"


def format_month(value: date, language: Language) -> str:
    from babel.dates import format_date  # noqa: PLC0415 - see above

    return format_date(value, "MMMM y", REGIONS[language])


def format_number(value: float, language: Language) -> str:
    from babel.numbers import format_decimal  # noqa: PLC0415 - see above

    return format_decimal(value, locale=REGIONS[language])


def format_euros(cents: int, language: Language) -> str:
    """Returns `24 000 €` or `12,50 €`: cents are shown if there are any."""
    from babel.numbers import format_currency  # noqa: PLC0415 - see above

    text = format_currency(Decimal(cents) / 100, "EUR", locale=REGIONS[language])
    return text if cents % 100 else re.sub(r"[.,]00(?!\d)", "", text)
