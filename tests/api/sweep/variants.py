"""Bad inputs made from a good one: one value of it at a time is what it must not be."""

from collections.abc import Iterator
from typing import Any, NamedTuple
from uuid import UUID

from efe_domain.shared.days import ONE_DAY
from tests.api.sweep.examples import Example
from tests.api.sweep.fields import ACCEPTING, Field, filled, input_type, put
from tests.domain.given import TOMORROW, YESTERDAY, some_id
from tests.infra.commands.stage import COORDINATOR, COORDINATOR_OF_NAMUR, NOBODY

UNKNOWN = some_id("nothing of that kind")
LONG = "mot " * 225_000
NUMBERS = {"Int": (-1, 0, 2**31 - 1), "Cents": ("999999999999999",)}
TEXTS = {"empty": "", "blank": " \n\t ", "null byte": "mot\x00mot", "surrogate": "mot\ud800mot"}
DAYS = {"first day": "0001-01-01", "last day": "9999-12-31", "no day": "2026-02-30"}
ALWAYS = {
    "wrong type": {"BAD_USER_INPUT"},
    "malformed": {"BAD_USER_INPUT"},
    "without a type": {"BAD_USER_INPUT"},
    "null byte in the id": {"BAD_USER_INPUT"},
    "empty id": {"BAD_USER_INPUT"},
    "of the past": {"BAD_USER_INPUT"},
    "surrogate": {"BAD_USER_INPUT"},
    "no day": {"BAD_USER_INPUT"},
    "in the future": {"IN_THE_FUTURE"},
    "last of days": {"IN_THE_FUTURE"},
    "version": {"VERSION_CONFLICT"},
    "by nobody": {"FORBIDDEN"},
    "by a visitor": {"UNAUTHENTICATED"},
}
"""The codes that a kind of variant has, whatever the command; any known one for the other kinds."""
OF_FORM = {
    *("wrong type", "malformed", "without a type", "null byte in the id", "empty id", "of the past"),
    *("surrogate", "no day"),
}
"""Kinds that are refused by the form of one value, whatever else is in the input."""


class Variant(NamedTuple):
    """Wrong input: its fault (`kind`) and place (`field`, a dotted path), the input, and the sender."""

    kind: str
    field: str
    asked: dict[str, Any]
    by: UUID | None


def variants(command: str, example: Example, others: dict[str, str]) -> Iterator[Variant]:
    """`others` are ids of objects of another Instance, by type."""
    for field in filled(input_type(command), example.asked):
        for kind, value in wrong(field, others):
            yield Variant(kind, field.name, put(example.asked, field.path, value), example.by)
    yield from of_the_command(command, example)


def wrong(field: Field, others: dict[str, str]) -> Iterator[tuple[str, Any]]:
    match field.kind:
        case "ID":
            of_any_type = field.path[-1] == "entityId"
            yield from (
                each for each in wrong_ids(field.value, others) if not (of_any_type and each[0] == "wrong type")
            )
        case "String":
            yield from TEXTS.items()
            if theirs := others.get(str(field.path[-1])):
                yield f"{field.path[-1]} of another Instance", theirs
        case "Date":
            yield from DAYS.items()
        case kind:
            yield from ((f"number {number}", number) for number in NUMBERS[kind])


def wrong_ids(good: str, others: dict[str, str]) -> Iterator[tuple[str, str]]:
    kind, _, key = good.partition(":")
    first, slash, rest = key.partition("/")
    yield "unknown", f"{kind}:{UNKNOWN}{slash}{rest}"
    if slash:
        yield "unknown part", f"{kind}:{first}/{UNKNOWN if kind == 'Theme' else 999}"
    if kind in others:
        yield f"{kind} of another Instance", others[kind]
    yield "wrong type", f"{'Pole' if kind != 'Pole' else 'Operator'}:{key}"
    yield "malformed", f"{kind}:n'importe quoi"
    yield "without a type", key
    yield "null byte in the id", f"{good}\x00"
    yield "empty id", ""
    yield "of the past", f"{good}@1"


def of_the_command(command: str, example: Example) -> Iterator[Variant]:
    asked = example.asked
    yield Variant("by a visitor", "", asked, None)
    if command == ACCEPTING:
        return
    yield Variant("by nobody", "", asked, NOBODY)
    other = COORDINATOR if example.by == COORDINATOR_OF_NAMUR else COORDINATOR_OF_NAMUR
    yield Variant("by another coordinator", "", asked, other)
    if asked.get("bassin") in ("LIEGE", "NAMUR"):
        for bassin in {"LIEGE", "NAMUR", "HUY_WAREMME"} - {asked["bassin"]}:
            yield Variant("for another Instance", "bassin", {**asked, "bassin": bassin}, example.by)
    if "expectedVersion" in input_type(command).fields:
        yield Variant("version", "expectedVersion", {**asked, "expectedVersion": 999}, example.by)
        for kind, day in {
            "in the future": TOMORROW.isoformat(),
            "last of days": "9999-12-31",
            "first of days": "0001-01-01",
            "before the Instance": (YESTERDAY - ONE_DAY).isoformat(),
            "no day": "2026-02-30",
        }.items():
            yield Variant(kind, "effectiveOn", {**asked, "effectiveOn": day}, example.by)
