"""Former names of an operator or a pôle."""

from datetime import date

import msgspec


class FormerNameEntry(msgspec.Struct, frozen=True, kw_only=True):
    """Borne up to, not including, a day."""

    name: str
    until: date
