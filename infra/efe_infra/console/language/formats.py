"""Formats of pages in each language, French typography, and the time zone of the register."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import partial
from typing import Any, Final
from zoneinfo import ZoneInfo

from efe_domain.shared.messages import Language, format_day
from efe_graphql.wording.formats import REGIONS, format_euros, format_month, format_number

ZONE: Final = ZoneInfo("Europe/Brussels")
KILOBYTE: Final = 1_000
MEGABYTE: Final = 1_000_000
UNITS: Final[Mapping[Language, tuple[str, str, str]]] = {
    Language.FRENCH: ("octets", "ko", "Mo"),
    Language.GERMAN: ("Byte", "kB", "MB"),
    Language.ENGLISH: ("bytes", "kB", "MB"),
}
"""Units of sizes."""

WEEKDAYS: Final[Mapping[Language, tuple[str, ...]]] = {
    Language.FRENCH: ("Lundi", "Mardi", "Mercredi", "Jeudi", "Vendredi", "Samedi", "Dimanche"),
    Language.GERMAN: ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
    Language.ENGLISH: ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}


def today() -> date:
    return datetime.now(ZONE).date()


def is_current(until: date | None) -> bool:
    """Tells whether a period that ends before `until` still lasts today, or is to come."""
    return until is None or until > today()


def format_moment(value: datetime, language: Language, time: str = "%H:%M") -> str:
    """Returns day and time, to the minute unless `time` says otherwise."""
    local = value.astimezone(ZONE)
    return f"{format_day(local, language)}, {local:{time}}"


def format_time(value: datetime) -> str:
    """Returns the time to the second in Brussels."""
    return f"{value.astimezone(ZONE):%H:%M:%S}"


def format_weekday(value: date, language: Language) -> str:
    """Returns `Lundi 9 mars 2026`."""
    day = value.astimezone(ZONE).date() if isinstance(value, datetime) else value
    weekday = WEEKDAYS[language][day.weekday()]
    separator = " " if language is Language.FRENCH else ", "
    return f"{weekday}{separator}{format_day(day, language)}"


def format_size(size_bytes: int, language: Language) -> str:
    """Returns `512 octets`, `34 ko` or `1,2 Mo`."""
    byte, kilobyte, megabyte = UNITS[language]
    if size_bytes >= MEGABYTE:
        whole, tenth = divmod(size_bytes * 10 // MEGABYTE, 10)
        comma = "." if language is Language.ENGLISH else ","
        return f"{whole}{comma}{tenth}\N{NO-BREAK SPACE}{megabyte}"
    if size_bytes >= KILOBYTE:
        return f"{size_bytes // KILOBYTE}\N{NO-BREAK SPACE}{kilobyte}"
    return f"{size_bytes}\N{NO-BREAK SPACE}{byte}"


def format_short_month(value: date, language: Language) -> str:
    from babel.dates import format_date  # noqa: PLC0415 - slow to import

    return format_date(value, "MMM", REGIONS[language])


def unbroken(text: str) -> str:
    """Replaces the spaces of French punctuation by non-breaking ones, so that no line begins with a mark."""
    return re.sub(r" ([;:?!»])", "\N{NO-BREAK SPACE}\\1", text.replace("« ", "«\N{NO-BREAK SPACE}"))


def filters(language: Language) -> Mapping[str, Callable[..., Any]]:
    """Returns the template filters that format values. German nouns keep their capital."""
    return {
        "jour": partial(format_day, language=language),
        "mois": partial(format_month, language=language),
        "mois_court": partial(format_short_month, language=language),
        "jour_iso": lambda moment: moment.astimezone(ZONE).date().isoformat(),
        "heure": format_time,
        "jour_semaine": partial(format_weekday, language=language),
        "instant": partial(format_moment, language=language),
        "instant_precis": partial(format_moment, language=language, time="%H:%M:%S"),
        "nombre": partial(format_number, language=language),
        "taille": partial(format_size, language=language),
        "euros": partial(format_euros, language=language),
        "phrase": unbroken,
        "minuscule": str if language is Language.GERMAN else str.lower,
    }
