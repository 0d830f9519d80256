"""Former name of an operator or a pôle, kept in its row."""

from datetime import date

import msgspec


class FormerNameEntry(msgspec.Struct, frozen=True, kw_only=True):
    """Name up to, not including, a day."""

    name: str
    until: date
