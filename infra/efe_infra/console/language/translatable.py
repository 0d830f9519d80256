"""French words that pages say in their own language, with the values that stand in them."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple, Self

from efe_infra.console.language import french


class Euros(int):
    """An amount, in cents."""


class Speech(NamedTuple):
    """How a language says words and writes values."""

    says: Callable[[str], str]
    counts: Callable[[str, str, int], str]
    day: Callable[[date], str] = french.day
    number: Callable[[int], str] = french.number
    euros: Callable[[int], str] = french.euros

    def written(self, value: object) -> str:
        match value:
            case Words():
                return value.told(self)
            case Euros():
                return self.euros(value)
            case int():
                return self.number(value)
            case date():
                return self.day(value)
            case _:
                return str(value)


FRENCH = Speech(str, lambda one, many, count: one if count < 2 else many)
"""It takes the singular for 0."""


class Words(str):
    """Text in French, which knows how it is told in another language."""

    __slots__ = ("told",)
    told: Callable[[Speech], str]

    @classmethod
    def of(cls, told: Callable[[Speech], str]) -> Self:
        words = cls(told(FRENCH))
        words.told = told
        return words


def say(text: str, /, **values: object) -> Words:
    """A text of the catalogues: `texts.py` finds what is given here."""
    return Words.of(lambda speech: filled(speech.says(text), speech, values))


def say_counted(one: str, many: str, count: int, /, **values: object) -> Words:
    """A text in two numbers, which says the number as `%(count)s`."""
    return Words.of(lambda speech: filled(speech.counts(one, many, count), speech, {"count": count, **values}))


def written(value: date | int) -> Words:
    """A value by itself."""
    return Words.of(lambda speech: speech.written(value))


def joined(between: str, parts: Iterable[str]) -> Words:
    several = list(parts)
    return Words.of(lambda speech: between.join(map(speech.written, several)))


def continued(words: Words) -> Words:
    """Within a sentence: without its capital."""

    def told(speech: Speech) -> str:
        text = words.told(speech)
        return f"{text[:1].lower()}{text[1:]}"

    return Words.of(told)


def filled(text: str, speech: Speech, values: Mapping[str, object]) -> str:
    return text % {name: speech.written(each) for name, each in values.items()} if values else text


def filters(speech: Speech) -> Mapping[str, Callable[..., Any]]:
    """Of templates: `traduit` for words of ours, `dit` for what may also be recorded, which stays as it is."""
    return {
        "traduit": lambda text: text.told(speech) if isinstance(text, Words) else speech.says(text),
        "dit": lambda text: text.told(speech) if isinstance(text, Words) else text,
    }
