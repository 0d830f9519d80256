"""French text that can also be rendered in German and English, together with the values inside it."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple, Self

from efe_domain.shared.messages import Language, format_day, translate, translate_counted
from efe_graphql.wording.formats import format_euros, format_number


class Euros(int):
    """Amount in cents."""


class Locale(NamedTuple):
    """Translations of one language, and its formats of days, numbers and amounts."""

    language: Language

    def gettext(self, text: str) -> str:
        return translate(text, self.language)

    def ngettext(self, singular: str, plural: str, count: int) -> str:
        return translate_counted(singular, plural, count, self.language)

    def format_value(self, value: object) -> str:
        match value:
            case Translatable():
                return value.render(self)
            case Euros():
                return format_euros(value, self.language)
            case int():
                return format_number(value, self.language)
            case date():
                return format_day(value, self.language)
            case _:
                return str(value)


FRENCH = Locale(Language.FRENCH)


class Translatable(str):
    """French text that `render` writes in another locale."""

    __slots__ = ("render",)
    render: Callable[[Locale], str]

    def __new__(cls, render: Callable[[Locale], str]) -> Self:
        self = super().__new__(cls, render(FRENCH))
        self.render = render
        return self


def tr(text: str, /, **values: object) -> Translatable:
    """Marks a French text for translation. A test collects marked texts and checks their translations."""
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
