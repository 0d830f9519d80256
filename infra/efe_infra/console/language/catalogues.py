"""The German and English of pages: gettext catalogues (`locales/`), read when a page is first asked for in them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import cache, partial
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from babel.dates import format_date
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal

from efe_domain.shared.messages import Language
from efe_infra.console.language.french import ZONE
from efe_infra.console.language.translatable import Locale

LOCALES: Final = Path(__file__).parents[1] / "locales"
REGIONS: Final[Mapping[Language, str]] = {Language.GERMAN: "de_BE", Language.ENGLISH: "en_GB"}


def path_of(language: Language) -> Path:
    return LOCALES / language / "LC_MESSAGES" / "console.po"


@cache
def catalogue(language: Language) -> Catalog:
    with path_of(language).open("rb") as file:
        return read_po(file, locale=language.value)


@cache
def translations(language: Language) -> GNUTranslations:
    compiled = BytesIO()
    write_mo(compiled, catalogue(language))
    compiled.seek(0)
    return GNUTranslations(compiled)


@cache
def translated(language: Language) -> frozenset[str]:
    """The French texts of which the language has all forms; what somebody has still to look at (fuzzy) is none.

    Of a text in two numbers, the singular.
    """
    known = (message for message in catalogue(language) if message.id and not message.fuzzy)
    return frozenset(forms(message.id)[0] for message in known if all(forms(message.string)))


def forms(text: object) -> Sequence[str]:
    """A text, or one in two numbers, which is several."""
    match text:
        case str():
            return [text]
        case list() | tuple():
            return [str(each) for each in text]
        case _:
            return [""]


@cache
def locale_of(language: Language) -> Locale:
    locale, found = REGIONS[language], translations(language)
    return Locale(
        lambda text: found.gettext(text) if text else "",  # of nothing, gettext says the head of the catalogue
        found.ngettext,
        day=partial(format_date, format="long", locale=locale),
        number=partial(format_decimal, locale=locale),
        euros=lambda cents: format_currency(Decimal(cents) / 100, "EUR", locale=locale),
    )


def filters(language: Language) -> Mapping[str, Callable[..., Any]]:
    """Those of templates that write for people."""
    locale, formats = REGIONS[language], locale_of(language)

    def moment(value: datetime) -> str:
        local = value.astimezone(ZONE)
        return f"{formats.day(local)}, {local:%H:%M:%S}"

    return {
        "jour": formats.day,
        "mois": lambda value: format_date(value, "MMMM y", locale=locale),
        "instant": moment,
        "nombre": formats.number,
        "euros": formats.euros,
        "minuscule": str if language is Language.GERMAN else str.lower,
    }
