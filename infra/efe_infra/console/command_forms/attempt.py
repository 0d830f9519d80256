"""A form as it is filled in: what was typed, what it sends, and what was refused of it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Final, NamedTuple, Self
from uuid import UUID, uuid4

from efe_domain.shared.texts import slug
from efe_infra.console.command_forms.command_form import CommandForm, Field, Option, Options, Several, Unfit
from efe_infra.console.command_forms.outcome import Refusal
from efe_infra.console.forms import Fields

COMMAND: Final = "commandId"
VERSION: Final = "expectedVersion"
MOST_DIGITS: Final = 9
MOST_EUROS: Final = 13
MOST_CENTS: Final = 2
TO_CHOOSE: Final = "Un choix est à faire."


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
    def of(cls, form: Fields, command: CommandForm, *, versioned: bool) -> Self:
        return cls(
            typed={each.name: typed_in(form, each) for each in command.fields},
            command_id=command_in(form.get(COMMAND, "")),
            version=version_in(form.get(VERSION, "")) if versioned else None,
        )

    def at(self, place: str) -> list[Told]:
        return [each for each in self.told if each.place == place]

    def refused(self, command: CommandForm, refusals: tuple[Refusal, ...]) -> Self:
        """To be sent again, on the version that the object has now."""
        codes = {each.code for each in refusals}
        version = next((each.current_version for each in refusals if each.current_version is not None), self.version)
        command_id = str(uuid4()) if "COMMAND_REUSED" in codes else self.command_id
        return replace(
            self, told=tuple(told(each, command) for each in refusals), version=version, command_id=command_id
        )

    def variables(self, command: CommandForm, options: Options) -> dict[str, Any]:
        """What the form adds to the input of the command. Raises `Unreadable`."""
        sent: dict[str, Any] = {COMMAND: self.command_id}
        if self.version is not None:
            sent[VERSION] = self.version
        faults = []
        for each in command.fields:
            try:
                match read(each, self.typed[each.name].strip(), options):
                    case None:
                        continue
                    case Several() as several:
                        sent |= several
                    case value:
                        put(sent, each.name.split("."), value)
            except ValueError as fault:
                faults.append(Told(str(fault), each.name))
        for each in command.fields:
            if begun(sent, each.name.split(".")) is None:
                continue
            if each.chosen:
                faults.append(Told(TO_CHOOSE, each.name))
            put(sent, each.name.split("."), "")
        if faults:
            raise Unreadable(replace(self, told=tuple(faults)))
        return self._shaped(command, {name: listed(value) for name, value in sent.items()})

    def _shaped(self, command: CommandForm, sent: dict[str, Any]) -> dict[str, Any]:
        try:
            return command.shape(sent)
        except Unfit as fault:
            raise Unreadable(replace(self, told=(Told(fault.words, fault.place),))) from None


class Unreadable(Exception):
    """What was typed cannot be sent; `attempt` says why."""

    def __init__(self, attempt: Attempt) -> None:
        super().__init__(attempt)
        self.attempt = attempt


def typed_in(form: Fields, asked: Field) -> str:
    """Of boxes, those that are ticked, one a line."""
    return "\n".join(form.getlist(asked.name)) if asked.kind == "some_of" else form.get(asked.name, "")


def read(asked: Field, text: str, options: Options) -> Any:
    """None for what is left out. Raises `ValueError`, in words for the person."""
    if asked.kind == "flag":
        return bool(text)
    if not text:
        if asked.required:
            raise ValueError(TO_CHOOSE if asked.chosen or asked.kind == "some_of" else "Ce champ est à remplir.")
        return None
    offered = options.get(asked.name, ())
    match asked.kind:
        case "one_of" | "pick":
            return chosen(text, offered)
        case "some_of":
            return [chosen(each, offered) for each in text.splitlines()]
        case "named":
            return list(dict.fromkeys(called(each, offered) for each in lines_of(text)))
    return READERS[asked.kind](text)


def chosen(text: str, offered: Sequence[Option]) -> Any:
    """Raises `ValueError`."""
    found = next((each for each in offered if each.value == text), None)
    if found is None:
        raise ValueError("Ce choix n'est pas dans la liste.")
    return found.value if found.sends is None else found.sends


def called(text: str, offered: Sequence[Option]) -> Any:
    """Without regard to accents or capitals. Raises `ValueError`."""
    found = next((each for each in offered if text == each.value or slug(text) == slug(each.words)), None)
    if found is None:
        raise ValueError(f"« {text} » n'est pas connu ici.")
    return found.value if found.sends is None else found.sends


def lines_of(text: str) -> list[str]:
    return [line for each in text.splitlines() if (line := each.strip())]


def cents_in(text: str) -> str:
    """Of an amount in euros, as the contract writes it. Raises `ValueError`."""
    euros, _, cents = "".join(text.replace("€", "").split()).replace(",", ".").partition(".")
    cents = cents.ljust(2, "0")
    if not (f"{euros}{cents}".isascii() and euros.isdecimal() and cents.isdecimal()):
        raise ValueError("Un montant en euros s'écrit 12500 ou 12500,50.")
    if len(cents) > MOST_CENTS or len(euros) > MOST_EUROS:
        raise ValueError("Ce montant a trop de chiffres.")
    return str(int(f"{euros}{cents}"))


def day_in(text: str) -> date:
    """As browsers send it, or as people type it where there is no calendar. Raises `ValueError`."""
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise ValueError("Un jour s'écrit 2026-12-31 ou 31/12/2026.")


def time_in(text: str) -> str:
    """As browsers send it, or as people type it. Raises `ValueError`."""
    for form in ("%H:%M", "%Hh%M", "%Hh"):
        try:
            return datetime.strptime(text.replace(" ", ""), form).strftime("%H:%M")  # noqa: DTZ007 - of any day
        except ValueError:
            continue
    raise ValueError("Une heure s'écrit 14:30 ou 14h30.")


def number_in(text: str) -> int:
    """Raises `ValueError`."""
    if not (text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS):
        raise ValueError("Un nombre entier s'écrit en chiffres.")
    return int(text)


READERS: Final[Mapping[str, Callable[[str], Any]]] = {
    "line": str,
    "text": str,
    "day": lambda text: day_in(text).isoformat(),
    "time": time_in,
    "number": number_in,
    "money": cents_in,
    "lines": lines_of,
}
"""Of the kinds of fields that have no options. Each raises `ValueError`."""


def put(into: dict[str, Any], path: list[str], value: Any) -> None:
    *above, last = path
    for each in above:
        into = into.setdefault(each, {})
    into[last] = value


def begun(sent: dict[str, Any], path: list[str]) -> dict[str, Any] | None:
    """The element of a list that is begun and lacks this field: the register says what it wants of it."""
    match path:
        case [*above, number, last] if number.isdecimal():
            found: Any = sent
            for each in (*above, number):
                found = found.get(each, {})
            return found if found and last not in found else None
    return None


def listed(value: Any) -> Any:
    """What has numbers for names is a list: of those that were filled in."""
    if not isinstance(value, dict):
        return value
    if value and all(each.isdecimal() for each in value):
        return [listed(value[each]) for each in sorted(value, key=int)]
    return {name: listed(each) for name, each in value.items()}


def told(refusal: Refusal, command: CommandForm) -> Told:
    return Told(
        refusal.message,
        place_of(refusal, command),
        refusal.code,
        refusal.rule.key if refusal.rule else "",
        tuple(each for each in refusal.reasons if each not in refusal.message),
    )


def place_of(refusal: Refusal, command: CommandForm) -> str:
    """The field that the refusal names; else the one that refusals of its code are about."""
    return next(places(refusal, command), "")


def places(refusal: Refusal, command: CommandForm) -> Iterator[str]:
    for each in command.fields:
        if refusal.place and f"{each.name}.".startswith(f"{refusal.place}."):
            yield each.name
    for each in command.fields:
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
