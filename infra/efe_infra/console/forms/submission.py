"""Submission of a form: its input, the values that it sends, and its errors."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, NamedTuple, Self
from uuid import UUID, uuid4

from efe_domain.shared.texts import slug
from efe_infra.console.forms.command_form import CommandForm, Field, InvalidInput, Option, Options, Path, Several
from efe_infra.console.forms.parsers import MAX_DIGITS, MOMENTS, TYPED_TEXTS, lines_of, missing, read, readable
from efe_infra.console.language.translatable import tr
from efe_infra.console.register.generated import Refused
from efe_infra.console.web.form_body import Fields

COMMAND: Final = "commandId"
VERSION: Final = "expectedVersion"
HASH: Final = "contentHash"
"""Hidden field with the fingerprint of the text that the form showed."""
MOVED: Final = tr("L'objet a changé entre-temps. Relisez : ce que vous avez rempli est gardé.")
CHANGED_TEXTS: Final = frozenset({"CONTENT_CHANGED", "WORDING_CHANGED"})
"""Refusals of a form that showed another text than the current one."""


class FormError(NamedTuple):
    """Error message for a person; `field` is empty for an error of the whole form."""

    words: str
    field: str = ""
    code: str = ""
    rule: str = ""
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Submission:
    """Input of a form with its idempotency key (`command_id`).

    `version` is that of the object when the form was opened (optimistic concurrency), `content_hash` that of the text
    which the form showed, if the command names it. `file_faults` are sentences on refused files, by the field.
    `is_recorded`: the command is recorded, and the errors are those of a command that follows it.
    """

    typed: Mapping[str, str] = field(default_factory=dict)
    command_id: str = field(default_factory=lambda: str(uuid4()))
    version: int | None = None
    content_hash: str | None = None
    errors: tuple[FormError, ...] = ()
    file_faults: Mapping[str, str] = field(default_factory=dict)
    is_recorded: bool = False

    @classmethod
    def of(cls, form: Fields, command: CommandForm, *, versioned: bool, judging: bool = False) -> Self:
        return cls(
            typed={each.name: typed_in(form, each) for each in command.fields},
            command_id=command_in(form.get(COMMAND, "")),
            version=version_in(form.get(VERSION, "")) if versioned else None,
            content_hash=form.get(HASH, "") if judging else None,
            file_faults={
                each.name: form.faults[each.file_name] for each in command.fields if each.file_name in form.faults
            },
        )

    def input_value(self, field: Field) -> str:
        """Returns the value that the form shows: a day or time as browsers take it, another text as typed."""
        text = self.typed.get(field.name, "")
        return (readable(field, text) or "") if field.kind in MOMENTS else text

    def unreadable(self, field: Field) -> str:
        """Returns the typed text of a day or a time that is none; its field shows it beside."""
        text = self.typed.get(field.name, "")
        return "" if field.kind not in MOMENTS or readable(field, text) else text

    def errors_of(self, name: str) -> list[FormError]:
        return [each for each in self.errors if each.field == name]

    def concerns(self, fields: Iterable[Field]) -> bool:
        """Tells whether one of the fields is filled or has an error."""
        return any(self.typed.get(each.name) or self.errors_of(each.name) for each in fields)

    def options_shown(self, field: Field, options: Options) -> list[Option]:
        """Returns the options that the form offers, and a chosen one that it offers no longer."""
        chosen = self.typed.get(field.name, "").splitlines()
        return [each for each in options.get(field.name, ()) if each.offered or each.value in chosen]

    def ticked(self, field: Field, boxes: Iterable[Option]) -> Mapping[str, str]:
        """Returns the lines of a `named` field that name an option with a box, by the value of the option."""
        values = {slug(each.words): each.value for each in boxes}
        lines = lines_of(self.typed.get(field.name, ""))
        return {values[slug(each)]: each for each in lines if slug(each) in values}

    def in_order(self, command: CommandForm, errors: Iterable[FormError]) -> Self:
        """Returns the submission with errors in the order of the fields."""
        places = {each.name: nth for nth, each in enumerate(command.fields)}
        return replace(self, errors=tuple(sorted(errors, key=lambda each: places.get(each.field, -1))))

    def refused(
        self, command: CommandForm, refusals: tuple[Refused, ...], options: Options, current_hash: str | None = None
    ) -> Self:
        """Returns the submission with the errors of the refusals, for the current version and text of the object."""
        codes = {each.code for each in refusals}
        content_hash = current_hash if codes & CHANGED_TEXTS else self.content_hash
        version = next((each.current_version for each in refusals if each.current_version is not None), self.version)
        command_id = str(uuid4()) if "COMMAND_REUSED" in codes else self.command_id
        values, _ = self.parsed(command, options)
        errors = tuple(error_of(each, command, values) for each in refusals)
        return replace(self, errors=errors, version=version, content_hash=content_hash, command_id=command_id)

    def variables(self, command: CommandForm, options: Options) -> dict[str, Any]:
        """Returns the values of the form as command input. Raises `InvalidForm`."""
        values, errors = self.parsed(command, options)
        errors += [FormError(each.words, each.field) for each in command.check(values)]
        if errors:
            raise InvalidForm(replace(self, errors=tuple(errors)))
        try:
            return self.shaped(command, values)
        except InvalidInput as fault:
            raise InvalidForm(replace(self, errors=(FormError(fault.words, fault.field),))) from None

    def shaped(self, command: CommandForm, values: dict[str, Any]) -> dict[str, Any]:
        """Returns values of the fields as command input, with the envelope. Raises `InvalidInput`."""
        envelope: dict[str, Any] = {COMMAND: self.command_id}
        if self.version is not None:
            envelope[VERSION] = self.version
        if self.content_hash is not None:
            envelope[HASH] = self.content_hash
        return command.shape(envelope | {name: listed(value) for name, value in values.items()})

    def parsed(self, command: CommandForm, options: Options) -> tuple[dict[str, Any], list[FormError]]:
        """Returns the values of the fields by path, and the errors of each field."""
        values: dict[str, Any] = {}
        errors = [FormError(words, name) for name, words in self.file_faults.items()]
        for each in command.fields:
            if each.name in self.file_faults:
                continue
            try:
                value = read(each, self.typed[each.name].strip(), options)
                if value is not None:
                    put_option(values, each, value)
            except ValueError as fault:
                errors.append(FormError(fault.args[0], each.name))
        broken = {each.field for each in errors}
        for each in command.fields:
            if each.spare or each.name in broken or begun(values, each.name.split(".")) is None:
                continue
            if each.kind in TYPED_TEXTS:
                put(values, each.name.split("."), "")
            else:
                errors.append(FormError(missing(each), each.name))
        return values, errors


class InvalidForm(Exception):
    """Raised for input that cannot be sent; `submission` has the errors."""

    def __init__(self, submission: Submission) -> None:
        super().__init__(submission)
        self.submission = submission


def typed_in(form: Fields, field: Field) -> str:
    """Returns the text of a field; of several options, their values, one a line.

    An unreadable day stays until it is replaced or emptied: an empty one would mean today.
    """
    if field.kind in {"some_of", "search_some", "named"}:
        return "\n".join(form.getlist(field.name))
    text = form.get(field.name, "")
    if field.kind in MOMENTS and not text and not form.get(field.empty_name):
        return form.get(field.unreadable_name, "")
    return text


def put_option(values: dict[str, Any], field: Field, value: Any) -> None:
    """Puts the value of a field, which may be one for several fields."""
    if isinstance(value, Several):
        values |= value
    else:
        put(values, field.name.split("."), value)


def put(into: dict[str, Any], path: list[str], value: Any) -> None:
    *above, last = path
    for each in above:
        into = into.setdefault(each, {})
    into[last] = value


def begun(values: dict[str, Any], path: list[str]) -> dict[str, Any] | None:
    """Returns the element of a list that has other fields but not this one; the platform then reports it."""
    match path:
        case [*above, number, last] if number.isdecimal():
            element: Any = values
            for each in (*above, number):
                element = element.get(each, {})
            return element if element and last not in element else None
    return None


def listed(value: Any) -> Any:
    """Turns mappings with numbers as keys into lists."""
    if not isinstance(value, dict):
        return value
    if value and all(each.isdecimal() for each in value):
        return [listed(value[each]) for each in sorted(value, key=int)]
    return {name: listed(each) for name, each in value.items()}


def typed_path(values: Any, path: Path) -> Path:
    """Returns the path in the form for one in the command input, where rows that stayed empty are left out."""
    match path:
        case [number, *below] if isinstance(values, dict) and number.isdecimal() and all(map(str.isdecimal, values)):
            rows = sorted(values, key=int)
            row = rows[int(number)] if int(number) < len(rows) else number
            return [row, *typed_path(values.get(row), below)]
        case [name, *below]:
            return [name, *typed_path(values.get(name) if isinstance(values, dict) else None, below)]
    return path


def error_of(refusal: Refused, command: CommandForm, values: dict[str, Any]) -> FormError:
    path = typed_path(values, command.locate(values, refusal.path[1:]))
    return FormError(
        refusal.message if refusal.current_version is None else MOVED,
        next(fields_of(".".join(path), refusal.code, command), ""),
        refusal.code,
        refusal.rule.key if refusal.rule else "",
        tuple(each for each in refusal.reasons or () if each not in refusal.message),
    )


def fields_of(name: str, code: str, command: CommandForm) -> Iterator[str]:
    """Yields the fields at the path of a refusal, first those that its code concerns, then others with this code."""
    at_path = [each for each in command.fields if name and f"{each.name}.".startswith(f"{name}.")]
    yield from (each.name for each in at_path if code in each.codes)
    yield from (each.name for each in at_path)
    yield from (each.name for each in command.fields if code in each.codes)


def command_in(text: str) -> str:
    """Returns the idempotency key of a form, or a new one for a malformed text."""
    try:
        return str(UUID(text))
    except ValueError:
        return str(uuid4())


def version_in(text: str) -> int:
    """Returns the version in a form; 0, which no object has, for a malformed text."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MAX_DIGITS else 0
