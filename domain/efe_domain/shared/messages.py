"""Messages for people: French sentences with translations into English and German. Codes never change."""

import tomllib
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, Final, Self


class Language(StrEnum):
    """The languages that the platform speaks, the one it would rather speak first."""

    FRENCH = "fr"
    ENGLISH = "en"
    GERMAN = "de"


TRANSLATIONS: Final = {Language.ENGLISH: "messages", Language.GERMAN: "german"}
"""The section of `data/words` that translates the French templates."""


class Message(str):
    """A text in French, which it is wherever a text is expected, and what it was made of.

    A value that is itself of our words is `Message` too; any other is a name, a number or what somebody typed, and is
    the same in every language.
    """

    __slots__ = ("template", "values")

    template: str
    values: Mapping[str, object]

    def __new__(cls, template: str, /, **values: object) -> Self:
        if isinstance(template, cls):
            return template
        french = {name: _in_french(value) for name, value in values.items()}
        self = super().__new__(cls, template.format_map(french) if french else template)
        self.template, self.values = template, values
        return self


class LibraryMessage(Message):
    """A text that came in English from a library, with its translations."""

    __slots__ = ("english", "german")

    english: str
    german: str

    def __new__(cls, french: str, /, *, english: str, german: str) -> Self:
        self = super().__new__(cls, french)
        self.english, self.german = english, german
        return self


def in_language(text: str, language: Language) -> str:
    """What is not `Message` is the same in all."""
    return text if language is Language.FRENCH else _translated(text, language)


@cache
def words(section: str) -> Mapping[str, Any]:
    """One section of every file of `data/words`. Raises `ValueError` where two files have the same key."""
    folder = files("efe_domain") / "data" / "words"
    found: dict[str, Any] = {}
    for each in folder.iterdir():
        table = tomllib.loads(each.read_text(encoding="utf-8")).get(section, {})
        if twice := found.keys() & table.keys():
            raise ValueError(f"{each.name}: other words for {sorted(twice)} in another file")
        found |= table
    return found


def translations(language: Language) -> Mapping[str, str]:
    """What every French template, of all layers, is in the other language."""
    return words(TRANSLATIONS[language])


def _in_french(value: object) -> object:
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else value


def _translated(value: object, language: Language) -> str:
    match value:
        case LibraryMessage(english=english, german=german):
            return german if language is Language.GERMAN else english
        case Message(template=template, values=values):
            said = translations(language).get(template, template)
            return (
                said.format_map({name: _translated(each, language) for name, each in values.items()})
                if values
                else said
            )
        case date():
            return f"{value:%d.%m.%Y}" if language is Language.GERMAN else f"{value.day} {value:%B %Y}"
        case _:
            return str(value)
