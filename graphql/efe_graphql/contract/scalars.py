"""The scalars of the contract, stricter than those of Strawberry, which take "2026" for a date."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import NewType
from uuid import UUID

import strawberry
from graphql import GraphQLError
from strawberry.types.scalar import ScalarDefinition

from efe_domain.shared.messages import Message

Position = NewType("Position", int)
"""A position of the ledger; 0 comes before its first event."""

Cents = NewType("Cents", int)
"""Euro cents."""

Json = NewType("Json", object)

_LARGEST = 2**63 - 1
_POSITION = r"0|[1-9]\d{0,18}"


class UnexpectedValue(GraphQLError):
    """A text that is not of the form of its scalar. The message is for the client."""

    def __init__(self, example: str) -> None:
        self.said = Message("Valeur inattendue ; exemple : {example}.", example=repr(example))
        super().__init__(self.said)


def strict[T](pattern: str, convert: Callable[[str], T], example: str) -> Callable[[object], T]:
    """Returns a parser of texts of exactly this form. The parser raises `UnexpectedValue`."""

    def parse(value: object) -> T:
        try:
            if isinstance(value, str) and re.fullmatch(pattern, value, re.ASCII):
                return convert(value)
        except (ValueError, OverflowError):
            pass
        raise UnexpectedValue(example)

    return parse


def parse_datetime(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def parse_position(text: str) -> Position:
    """Raises `ValueError`."""
    if not re.fullmatch(_POSITION, text, re.ASCII) or int(text) > _LARGEST:
        raise ValueError(text)
    return Position(int(text))


def print_time(value: time) -> str:
    return value.isoformat(timespec="minutes")


def print_datetime(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


SCALARS: dict[object, ScalarDefinition] = {
    date: strawberry.scalar(
        name="Date",
        description="Un jour du calendrier, `AAAA-MM-JJ`.",
        specified_by_url="https://scalars.graphql.org/andimarek/local-date",
        serialize=date.isoformat,
        parse_value=strict(r"\d{4}-\d\d-\d\d", date.fromisoformat, "2026-03-01"),
    ),
    datetime: strawberry.scalar(
        name="DateTime",
        description="Un instant, avec son décalage horaire (RFC 3339) ; rendu en UTC, à la microseconde.",
        specified_by_url="https://scalars.graphql.org/andimarek/date-time",
        serialize=print_datetime,
        parse_value=strict(
            r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)", parse_datetime, "2026-03-01T09:30:00Z"
        ),
    ),
    time: strawberry.scalar(
        name="LocalTime",
        description="Une heure du jour, à Bruxelles, `HH:MM`.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc3339#section-5.6",
        serialize=print_time,
        parse_value=strict(r"\d\d:\d\d", time.fromisoformat, "14:30"),
    ),
    Position: strawberry.scalar(
        name="Position",
        description="Une position du registre : un entier naturel, écrit en décimal dans un texte.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc8259#section-6",
        serialize=str,
        parse_value=strict(_POSITION, parse_position, "1234"),
    ),
    Cents: strawberry.scalar(
        name="Cents",
        description="Un montant en centimes d'euro : un entier naturel, écrit en décimal dans un texte.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc8259#section-6",
        serialize=str,
        parse_value=strict(r"0|[1-9]\d{0,14}", lambda text: Cents(int(text)), "1250000"),
    ),
    UUID: strawberry.scalar(
        name="UUID",
        description="Un identifiant universel unique, en minuscules avec ses tirets.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc9562",
        serialize=str,
        parse_value=strict(
            r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", UUID, "9b2e4c1e-7a53-4c7e-8f0d-2f6a1b3c4d5e"
        ),
    ),
    Json: strawberry.scalar(
        name="JSON",
        description="Une valeur JSON, telle que le registre la garde.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc8259",
        serialize=lambda value: value,
    ),
}
