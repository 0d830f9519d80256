"""Moment that a page shows: `?a=` for the state of the register, `?en-vigueur=` for the day in law."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final, Self
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import QueryParams

from efe_infra.console.language.formats import ZONE
from efe_infra.console.web.refusals import PageRefused

AS_OF: Final = "a"
IN_FORCE: Final = "en-vigueur"
MAX_DIGITS: Final = 15
FIRST_DAY: Final = date(1900, 1, 1)
LAST_DAY: Final = date(2999, 12, 31)
"""Days of an address. Pages count days and instants around them, which the ends of the calendar do not have."""


@dataclass(frozen=True, kw_only=True)
class Moment:
    """Moment of a page; `known_at` is a position or a day, whose end is meant. Without it, the page shows now.

    `known_instant` is that of the act at the position.
    """

    known_at: int | date | None = None
    in_force_on: date | None = None
    known_instant: datetime | None = None

    @classmethod
    def of(cls, query: QueryParams) -> Self:
        """Raises `PageRefused`."""
        known_at, in_force_on = query.get(AS_OF, "").strip(), query.get(IN_FORCE, "").strip()
        return cls(
            known_at=_known_at(known_at) if known_at else None,
            in_force_on=day_in(in_force_on),
        )

    @classmethod
    def at(cls, text: str) -> Self:
        """Parses a day or a position. Raises `PageRefused`."""
        return cls(known_at=_known_at(text))

    @property
    def is_past(self) -> bool:
        return self.known_at is not None

    @property
    def variables(self) -> dict[str, Any]:
        """Variables of documents that read the register at this moment."""
        return {
            "asOf": _as_of(self.known_at),
            "inForceOn": self.law_day.isoformat() if self.law_day else None,
        }

    @property
    def parameters(self) -> dict[str, str]:
        values = {AS_OF: self.known_at, IN_FORCE: self.in_force_on}
        return {name: str(value) for name, value in values.items() if value is not None}

    @property
    def known_day(self) -> date | None:
        return self.known_at if isinstance(self.known_at, date) else None

    @property
    def law_day(self) -> date | None:
        """Day in law: the chosen one, else that of the register; None for today."""
        recorded_on = self.known_instant.astimezone(ZONE).date() if self.known_instant else None
        return self.in_force_on or self.known_day or recorded_on

    def link(self, path: str, /, **more: str | None) -> str:
        """Returns an address at the same moment; None removes a parameter."""
        address, has_fragment, fragment = path.partition("#")
        address, _, own = address.partition("?")
        query: Mapping[str, str | None] = self.parameters | {
            name.replace("_", "-"): each for name, each in more.items()
        }
        own_params = [(name, each) for name, each in parse_qsl(own) if name not in query]
        pairs = [*own_params, *((name, each) for name, each in query.items() if each)]
        return f"{address}{f'?{urlencode(pairs)}' if pairs else ''}{has_fragment}{fragment}"


NOW: Final = Moment()


def _known_at(text: str) -> int | date | None:
    if text.isascii() and text.isdecimal() and len(text) <= MAX_DIGITS:
        return int(text)
    return day_in(text)


def day_in(text: str | None) -> date | None:
    """Parses a day; None for an empty text. Raises `PageRefused`."""
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or not FIRST_DAY <= day <= LAST_DAY:
        raise PageRefused(400, "Un moment s'écrit comme un jour : année, mois, jour.")
    return day


def _as_of(known_at: int | date | None) -> dict[str, Any] | None:
    """Returns the `asOf` argument. A day means its end in Brussels, today means now."""
    match known_at:
        case int(position):
            return {"position": str(position)}
        case date() as until:
            end = datetime.combine(until + timedelta(days=1), time(), ZONE) - timedelta(microseconds=1)
            now = datetime.now(ZONE)
            return {"recordedAt": (now if until == now.date() else end).isoformat()}
        case None:
            return None
