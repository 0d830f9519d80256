"""French text that can also be rendered in German and English, together with the values inside it."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple, Self

from efe_infra.console.language import french


class Euros(int):
    """An amount, in cents."""


class Locale(NamedTuple):
    """Translations of one language, and its formats of days, numbers and amounts."""

    gettext: Callable[[str], str]
    ngettext: Callable[[str, str, int], str]
    day: Callable[[date], str] = french.day
    number: Callable[[int], str] = french.number
    euros: Callable[[int], str] = french.euros

    def format_value(self, value: object) -> str:
        match value:
            case Translatable():
                return value.render(self)
            case Euros():
                return self.euros(value)
            case int():
                return self.number(value)
            case date():
                return self.day(value)
            case _:
                return str(value)


FRENCH = Locale(str, lambda singular, plural, count: singular if count < 2 else plural)
"""Locale of the source texts. French uses the singular for 0."""


class Translatable(str):
    """French text that `render` writes in another locale."""

    __slots__ = ("render",)
    render: Callable[[Locale], str]

    def __new__(cls, render: Callable[[Locale], str]) -> Self:
        self = super().__new__(cls, render(FRENCH))
        self.render = render
        return self


def tr(text: str, /, **values: object) -> Translatable:
    """Marks a French text for translation; `extraction` collects it for the catalogues."""
    return Translatable(lambda locale: _fill(locale.gettext(text), locale, values))


def tr_plural(singular: str, plural: str, count: int, /, **values: object) -> Translatable:
    """Marks a text with a singular and a plural; both may contain the number as `%(count)s`."""
    return Translatable(
        lambda locale: _fill(locale.ngettext(singular, plural, count), locale, {"count": count, **values})
    )


def tr_value(value: date | int) -> Translatable:
    """Returns a value in the format of the reader's language."""
    return Translatable(lambda locale: locale.format_value(value))


def tr_join(separator: str, parts: Iterable[str]) -> Translatable:
    several = list(parts)
    return Translatable(lambda locale: separator.join(map(locale.format_value, several)))


def uncapitalized(text: Translatable) -> Translatable:
    """Returns a text without its capital, for use inside a sentence."""

    def render(locale: Locale) -> str:
        rendered = text.render(locale)
        return f"{rendered[:1].lower()}{rendered[1:]}"

    return Translatable(render)


def _fill(text: str, locale: Locale, values: Mapping[str, object]) -> str:
    return text % {name: locale.format_value(each) for name, each in values.items()} if values else text


def filters(locale: Locale) -> Mapping[str, Callable[..., Any]]:
    """Returns the template filters: `traduit` translates text of the console, `dit` leaves recorded text as it is."""
    return {
        "traduit": lambda text: text.render(locale) if isinstance(text, Translatable) else locale.gettext(text),
        "dit": lambda text: text.render(locale) if isinstance(text, Translatable) else text,
    }
