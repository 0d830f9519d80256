"""Parsers of form fields into command input, and the number of rows of a list.

The parsers raise `ValueError` with a message for the person.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from efe_domain.shared.documents import is_fingerprint
from efe_domain.shared.texts import LONGEST_TEXT, SHRINKING, slug
from efe_infra.console.forms.command_form import STEP, Field, Option, Options
from efe_infra.console.language.translatable import tr

MAX_DIGITS: Final = 9
MAX_EURO_DIGITS: Final = 13
MAX_CENT_DIGITS: Final = 2
MAX_ROWS: Final = 40
"""Rows of one list of a form."""
TO_CHOOSE: Final = tr("Un choix est à faire.")
MOMENTS: Final = frozenset({"day", "time"})
TYPED_TEXTS: Final = frozenset({"line", "text", "lines", "named", "some_of", "flag"})
"""Kinds of fields whose empty value the platform reads, and reports if it is not allowed."""


def missing(field: Field) -> str:
    """Returns the message for an empty field that is required."""
    return tr("Ce champ est à remplir.") if field.is_typed else TO_CHOOSE


def read(field: Field, text: str, options: Options) -> Any:
    """Returns the parsed value; None for an empty field."""
    if field.kind == "flag":
        return bool(text)
    if not text:
        if field.required:
            raise ValueError(missing(field))
        return None
    if field.kind in {"line", "text"} and len(text) > SHRINKING * LONGEST_TEXT:
        raise ValueError(tr("Le texte dépasse %(count)s caractères.", count=LONGEST_TEXT))
    choices = options.get(field.name, ())
    match field.kind:
        case "one_of" | "pick" | "search_one":
            return value_of_option(text, choices)
        case "some_of" | "search_some":
            return [value_of_option(each, choices) for each in text.splitlines()]
        case "named":
            return list(dict.fromkeys(value_by_name(each, choices) for each in lines_of(text)))
    return READERS[field.kind](text)


def value_of_option(text: str, choices: Sequence[Option]) -> Any:
    """Returns the command input of the option with that value."""
    option = next((each for each in choices if each.value == text), None)
    if option is None:
        raise ValueError(tr("Ce choix n'est pas dans la liste."))
    return option.command_input


def value_by_name(text: str, choices: Sequence[Option]) -> Any:
    """Returns the command input of the option with these words, without regard to accents or capitals."""
    option = next((each for each in choices if text == each.value or slug(text) == slug(each.words)), None)
    if option is None:
        raise ValueError(tr("« %(text)s » n'est pas connu ici.", text=text))
    return option.command_input


def readable(field: Field, text: str) -> str | None:
    """Returns the value of a day or a time as browsers take it; None for a text that is none."""
    try:
        value: str = READERS[field.kind](text.strip())
    except ValueError:
        return None
    return value


def lines_of(text: str) -> list[str]:
    return [line for each in text.splitlines() if (line := each.strip())]


def cents_in(text: str) -> str:
    """Returns an amount in cents, as the contract writes it."""
    euros, _, cents = "".join(text.replace("€", "").split()).replace(",", ".").partition(".")
    cents = cents.ljust(2, "0")
    if not (f"{euros}{cents}".isascii() and euros.isdecimal() and cents.isdecimal()):
        raise ValueError(tr("Un montant en euros s'écrit 12500 ou 12500,50."))
    if len(cents) > MAX_CENT_DIGITS or len(euros) > MAX_EURO_DIGITS:
        raise ValueError(tr("Ce montant a trop de chiffres."))
    return str(int(f"{euros}{cents}"))


def day_in(text: str) -> date:
    """Parses a day as browsers send it, or as people type it."""
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise ValueError(tr("Un jour s'écrit 2026-12-31 ou 31/12/2026."))


def time_in(text: str) -> str:
    """Parses a time as browsers send it, or as people type it."""
    for form in ("%H:%M", "%Hh%M", "%Hh"):
        try:
            return datetime.strptime(text.replace(" ", ""), form).strftime("%H:%M")  # noqa: DTZ007 - of any day
        except ValueError:
            continue
    raise ValueError(tr("Une heure s'écrit 14:30 ou 14h30."))


def number_in(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= MAX_DIGITS):
        raise ValueError(tr("Un nombre entier s'écrit en chiffres."))
    return int(text)


def fingerprint_in(text: str) -> str:
    """Returns the fingerprint of a document, also of one that is not among the recent ones."""
    if not is_fingerprint(text):
        raise ValueError(tr("Ce choix n'est pas dans la liste."))
    return text


READERS: Final[Mapping[str, Callable[[str], Any]]] = {
    "line": str,
    "text": str,
    "day": lambda text: day_in(text).isoformat(),
    "time": time_in,
    "number": number_in,
    "money": cents_in,
    "lines": lines_of,
    "document": fingerprint_in,
}
"""Parsers by the kind of field, for kinds without options."""


def row_count(form: Mapping[str, str], path: str, *, initial: int, minimum: int = 1) -> int:
    """Returns the number of rows of a list, such as `members`, with the one that the pressed button adds."""
    ordinals = [name[len(path) + 1 :].partition(".")[0] for name in form if name.startswith(f"{path}.")]
    last = max((int(each) for each in ordinals if each.isdecimal() and len(each) <= len(str(MAX_ROWS))), default=-1)
    count = last + 1 if form else initial
    return max(min(count + (form.get(STEP) == path), MAX_ROWS), minimum)
