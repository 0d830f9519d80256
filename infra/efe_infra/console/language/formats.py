"""Formats of pages in each language, French typography, and the time zone of the register."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import partial
from typing import Any, Final
from zoneinfo import ZoneInfo

from efe_domain.shared.messages import Language
from efe_graphql.wording.formats import format_day, format_euros, format_month, format_number

ZONE: Final = ZoneInfo("Europe/Brussels")


def today() -> date:
    return datetime.now(ZONE).date()


def format_moment(value: datetime, language: Language) -> str:
    """Returns day and time to the second, because entries of a trail follow each other within a minute."""
    local = value.astimezone(ZONE)
    return f"{format_day(local, language)}, {local:%H:%M:%S}"


def unbroken(text: str) -> str:
    """Replaces the spaces of French punctuation by non-breaking ones, so that no line begins with a mark."""
    return re.sub(r" ([;:?!»])", "\N{NO-BREAK SPACE}\\1", text.replace("« ", "«\N{NO-BREAK SPACE}"))


def filters(language: Language) -> Mapping[str, Callable[..., Any]]:
    """Returns the template filters that format values. German nouns keep their capital."""
    return {
        "jour": partial(format_day, language=language),
        "mois": partial(format_month, language=language),
        "instant": partial(format_moment, language=language),
        "nombre": partial(format_number, language=language),
        "euros": partial(format_euros, language=language),
        "phrase": unbroken,
        "minuscule": str if language is Language.GERMAN else str.lower,
    }
