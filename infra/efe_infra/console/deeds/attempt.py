"""A form as it is filled in: what was typed, what it sends, and what was refused of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Final, NamedTuple, Self
from uuid import UUID, uuid4

from efe_infra.console.deeds.deed import Deed, Field, Options
from efe_infra.console.deeds.outcome import Refusal
from efe_infra.console.forms import Fields

COMMAND: Final = "commandId"
VERSION: Final = "expectedVersion"
MOST_DIGITS: Final = 9


class Told(NamedTuple):
    """A refusal for a person. `place` is the name of a field; none, if it is about the whole."""

    words: str
    place: str = ""
    code: str = ""
    rule: str = ""
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """`version` is that of the object when the form was opened: on another, nothing is done."""

    typed: Mapping[str, str] = field(default_factory=dict)
    command_id: str = field(default_factory=lambda: str(uuid4()))
    version: int | None = None
    told: tuple[Told, ...] = ()

    @classmethod
    def of(cls, form: Fields, deed: Deed, *, versioned: bool) -> Self:
        return cls(
            typed={each.name: form.get(each.name, "") for each in deed.fields},
            command_id=command_in(form.get(COMMAND, "")),
            version=version_in(form.get(VERSION, "")) if versioned else None,
        )

    def at(self, place: str) -> list[Told]:
        return [each for each in self.told if each.place == place]

    def refused(self, deed: Deed, refusals: tuple[Refusal, ...]) -> Self:
        """To be sent again, on the version that the object has now."""
        codes = {each.code for each in refusals}
        version = next((each.current_version for each in refusals if each.current_version is not None), self.version)
        command = str(uuid4()) if "COMMAND_REUSED" in codes else self.command_id
        return replace(self, told=tuple(told(each, deed) for each in refusals), version=version, command_id=command)

    def variables(self, deed: Deed, options: Options) -> dict[str, Any]:
        """What the form adds to the input of the command. Raises `Unreadable`."""
        sent: dict[str, Any] = {COMMAND: self.command_id}
        if self.version is not None:
            sent[VERSION] = self.version
        faults = []
        for each in deed.fields:
            try:
                if (value := read(each, self.typed[each.name].strip(), options)) is not None:
                    put(sent, each.name.split("."), value)
            except ValueError as fault:
                faults.append(Told(str(fault), each.name))
        if faults:
            raise Unreadable(replace(self, told=tuple(faults)))
        for each in deed.fields:
            fill(sent, each.name.split("."))
        return {name: listed(value) for name, value in sent.items()}


class Unreadable(Exception):
    """What was typed cannot be sent; `attempt` says why."""

    def __init__(self, attempt: Attempt) -> None:
        super().__init__(attempt)
        self.attempt = attempt


def read(asked: Field, text: str, options: Options) -> Any:
    """None for what is left out. Raises `ValueError`, in words for the person."""
    if not text:
        if asked.required:
            raise ValueError("Ce champ est à remplir." if asked.kind != "one_of" else "Un choix est à faire.")
        return None
    match asked.kind:
        case "day":
            return day_in(text).isoformat()
        case "one_of":
            chosen = next((each for each in options.get(asked.name, ()) if each.value == text), None)
            if chosen is None:
                raise ValueError("Ce choix n'est pas dans la liste.")
            return chosen.value if chosen.sends is None else chosen.sends
        case _:
            return text


def day_in(text: str) -> date:
    """As browsers send it, or as people type it where there is no calendar. Raises `ValueError`."""
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise ValueError("Un jour s'écrit 2026-12-31 ou 31/12/2026.")


def put(into: dict[str, Any], path: list[str], value: Any) -> None:
    *above, last = path
    for each in above:
        into = into.setdefault(each, {})
    into[last] = value


def fill(into: dict[str, Any], path: list[str]) -> None:
    """Of an element of a list that is begun, what was left out is sent empty: the register says what it wants."""
    match path:
        case [name, number, last] if number in into.get(name, {}):
            into[name][number].setdefault(last, "")


def listed(value: Any) -> Any:
    """What has numbers for names is a list: of those that were filled in."""
    if isinstance(value, dict) and all(each.isdecimal() for each in value):
        return [value[each] for each in sorted(value, key=int)]
    return value


def told(refusal: Refusal, deed: Deed) -> Told:
    return Told(
        refusal.message,
        place_of(refusal, deed),
        refusal.code,
        refusal.rule.key if refusal.rule else "",
        tuple(each for each in refusal.reasons if each not in refusal.message),
    )


def place_of(refusal: Refusal, deed: Deed) -> str:
    """The field that the refusal names; else the one that refusals of its code are about."""
    return next(places(refusal, deed), "")


def places(refusal: Refusal, deed: Deed) -> Iterator[str]:
    for each in deed.fields:
        if refusal.place and f"{each.name}.".startswith(f"{refusal.place}."):
            yield each.name
    for each in deed.fields:
        if refusal.code in each.codes:
            yield each.name


def command_in(text: str) -> str:
    """A new one for what no form of ours has."""
    try:
        return str(UUID(text))
    except ValueError:
        return str(uuid4())


def version_in(text: str) -> int:
    """0 for what no form of ours has: no object has it."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else 0
