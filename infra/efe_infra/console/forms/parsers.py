"""What was typed into a field, as the command takes it. Each parser raises `ValueError`, in words for the person."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from efe_domain.shared.texts import slug
from efe_infra.console.forms.command_form import Field, Option, Options
from efe_infra.console.language.translatable import tr

MOST_DIGITS: Final = 9
MOST_EUROS: Final = 13
MOST_CENTS: Final = 2
TO_CHOOSE: Final = tr("Un choix est à faire.")


def read(asked: Field, text: str, options: Options) -> Any:
    """None for what is left out."""
    if asked.kind == "flag":
        return bool(text)
    if not text:
        if asked.required:
            raise ValueError(TO_CHOOSE if asked.chosen or asked.kind == "some_of" else tr("Ce champ est à remplir."))
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
    found = next((each for each in offered if each.value == text), None)
    if found is None:
        raise ValueError(tr("Ce choix n'est pas dans la liste."))
    return found.taken


def called(text: str, offered: Sequence[Option]) -> Any:
    """Without regard to accents or capitals."""
    found = next((each for each in offered if text == each.value or slug(text) == slug(each.words)), None)
    if found is None:
        raise ValueError(tr("« %(text)s » n'est pas connu ici.", text=text))
    return found.taken


def lines_of(text: str) -> list[str]:
    return [line for each in text.splitlines() if (line := each.strip())]


def cents_in(text: str) -> str:
    """Of an amount in euros, as the contract writes it."""
    euros, _, cents = "".join(text.replace("€", "").split()).replace(",", ".").partition(".")
    cents = cents.ljust(2, "0")
    if not (f"{euros}{cents}".isascii() and euros.isdecimal() and cents.isdecimal()):
        raise ValueError(tr("Un montant en euros s'écrit 12500 ou 12500,50."))
    if len(cents) > MOST_CENTS or len(euros) > MOST_EUROS:
        raise ValueError(tr("Ce montant a trop de chiffres."))
    return str(int(f"{euros}{cents}"))


def day_in(text: str) -> date:
    """As browsers send it, or as people type it where there is no calendar."""
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise ValueError(tr("Un jour s'écrit 2026-12-31 ou 31/12/2026."))


def time_in(text: str) -> str:
    """As browsers send it, or as people type it."""
    for form in ("%H:%M", "%Hh%M", "%Hh"):
        try:
            return datetime.strptime(text.replace(" ", ""), form).strftime("%H:%M")  # noqa: DTZ007 - of any day
        except ValueError:
            continue
    raise ValueError(tr("Une heure s'écrit 14:30 ou 14h30."))


def number_in(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS):
        raise ValueError(tr("Un nombre entier s'écrit en chiffres."))
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
"""Of the kinds of fields that have no options."""
