"""How days, moments and numbers are written for people."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

ZONE: Final = ZoneInfo("Europe/Brussels")
MONTHS: Final = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
NARROW: Final = "\N{NARROW NO-BREAK SPACE}"


def day(value: date) -> str:
    number = "1er" if value.day == 1 else value.day
    return f"{number} {MONTHS[value.month - 1]} {value.year}"


def today() -> date:
    return datetime.now(ZONE).date()


def month(value: date) -> str:
    return f"{MONTHS[value.month - 1]} {value.year}"


def moment(value: datetime) -> str:
    """To the second: entries of a trail follow each other within a minute."""
    local = value.astimezone(ZONE)
    return f"{day(local)}, {local:%H:%M:%S}"


def number(value: int) -> str:
    return f"{value:,}".replace(",", NARROW)


def euros(cents: int) -> str:
    return f"{number(cents // 100)},{cents % 100:02}\N{NO-BREAK SPACE}€"


def unbroken(text: str) -> str:
    """No line begins with what French parts from the word before by a space."""
    return re.sub(r" ([;:?!»])", "\N{NO-BREAK SPACE}\\1", text.replace("« ", "«\N{NO-BREAK SPACE}"))


FILTERS: Final[Mapping[str, Callable[..., Any]]] = {
    "jour": day,
    "mois": month,
    "instant": moment,
    "nombre": number,
    "euros": euros,
    "phrase": unbroken,
    "minuscule": str.lower,
}
