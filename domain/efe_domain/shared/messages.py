"""Messages for people, and the catalogue of their translations. Error codes never change with the language."""

import tomllib
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Final, Self

import msgspec


class Language(StrEnum):
    """The languages of the platform, in order of preference."""

    FRENCH = "fr"
    ENGLISH = "en"
    GERMAN = "de"


class _Translation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """English and German of a French text; two forms each if it has a plural."""

    en: str | tuple[str, str]
    de: str | tuple[str, str]
    plural: str | None = None

    def forms(self, language: Language) -> tuple[str, str]:
        forms = self.de if language is Language.GERMAN else self.en
        return (forms, forms) if isinstance(forms, str) else forms


class _LibraryTranslation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    fr: str
    de: str


class _Catalogue(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Sections of the files in `data/words`; `common.toml` describes them."""

    texts: dict[str, _Translation] = {}
    sentences: dict[str, str] = {}
    acts: dict[str, str] = {}
    subjects: dict[str, str] = {}
    labels: dict[str, str] = {}
    fields: dict[str, str] = {}
    values: dict[str, str] = {}
    library: dict[str, _LibraryTranslation] = {}
    library_words: dict[str, _LibraryTranslation] = {}


_SECTIONS: Final = _Catalogue.__struct_fields__


class Message(str):
    """A French sentence that keeps its template and values, so that another language can fill its own template.

    A value that is itself a `Message` is translated. Any other value is a name, a number or a user's text, and is the
    same in every language.
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
    """An English message of a library, with its French and German."""

    __slots__ = ("english", "german")

    english: str
    german: str

    def __new__(cls, french: str, /, *, english: str, german: str) -> Self:
        self = super().__new__(cls, french)
        self.english, self.german = english, german
        return self


class KindWords(Message):
    """Words for a kind of fact: the sentence of its topic, without the parts that show values."""

    __slots__ = ("sentence", "subject")

    sentence: str
    subject: str

    def __new__(cls, topic: str) -> Self:
        kind, _, act = (topic.rpartition(".v")[0] or topic).partition(".")
        sentences = catalogue().sentences
        sentence = sentences.get(f"{kind}.{act}") or sentences.get(f"*.{act}") or topic
        subject = catalogue().subjects.get(kind, kind)
        self = super().__new__(cls, _without_values(sentence, subject))
        self.sentence, self.subject = sentence, subject
        return self


class FieldWords(Message):
    """Words for a field of an event, those of its column; its name if the catalogue has none."""

    __slots__ = ()

    def __new__(cls, name: str) -> Self:
        words = catalogue()
        return super().__new__(cls, words.labels.get(name) or words.fields.get(name) or name)


class WordList(Message):
    """Messages separated by commas."""

    __slots__ = ("members",)

    members: tuple[Message, ...]

    def __new__(cls, members: Iterable[Message]) -> Self:
        several = tuple(members)
        self = super().__new__(cls, ", ".join(several))
        self.members = several
        return self


def _without_values(sentence: str, subject: str) -> str:
    first, *others = sentence.split("[")
    return "".join((first, *(each.partition("]")[2] for each in others))).replace("{subject}", subject)


def in_language(text: str, language: Language) -> str:
    """Returns a `Message` in another language, and any other text unchanged."""
    return text if language is Language.FRENCH else _translated(text, language)


def translate(french: str, language: Language) -> str:
    """Returns the translation of a text of the catalogue, or the French text if there is none."""
    return french if language is Language.FRENCH else translations(language).get(french, french)


def translate_counted(singular: str, plural: str, count: int, language: Language) -> str:
    """Returns the form for the count. French uses the singular for 0, English and German do not."""
    if language is Language.FRENCH:
        return singular if count < 2 else plural
    entry = catalogue().texts.get(singular)
    one, many = entry.forms(language) if entry else (singular, plural)
    return one if count == 1 else many


@cache
def translations(language: Language) -> Mapping[str, str]:
    """Returns the English or German of every French text of all layers; the singular of a text with a plural."""
    return {french: each.forms(language)[0] for french, each in catalogue().texts.items()}


@cache
def catalogue() -> _Catalogue:
    """Reads all files of `data/words`. Raises `ValueError` if two of them have the same key."""
    merged: dict[str, dict[str, object]] = {section: {} for section in _SECTIONS}
    for file in (files("efe_domain") / "data" / "words").iterdir():
        for section, table in tomllib.loads(file.read_text(encoding="utf-8")).items():
            if duplicates := merged[section].keys() & table.keys():
                raise ValueError(f"{file.name}: another file also has {sorted(duplicates)}")
            merged[section] |= table
    return msgspec.convert(merged, _Catalogue)


def format_day(value: date, language: Language) -> str:
    """Returns `1er mars 2026`, `1. März 2026` or `1 March 2026`."""
    day = f"{value.day}{_ORDINALS[language](value.day)}"
    return f"{day} {_MONTHS[language][value.month - 1]} {value.year}"


_ORDINALS: Final[Mapping[Language, Callable[[int], str]]] = {
    Language.FRENCH: lambda day: "er" if day == 1 else "",
    Language.ENGLISH: lambda _: "",
    Language.GERMAN: lambda _: ".",
}
_FRENCH_MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
_ENGLISH_MONTHS = "January February March April May June July August September October November December"
_GERMAN_MONTHS = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember"
_MONTHS: Final = {
    Language.FRENCH: tuple(_FRENCH_MONTHS.split()),
    Language.ENGLISH: tuple(_ENGLISH_MONTHS.split()),
    Language.GERMAN: tuple(_GERMAN_MONTHS.split()),
}


def _in_french(value: object) -> object:
    return format_day(value, Language.FRENCH) if isinstance(value, date) else value


def _translated(value: object, language: Language) -> str:
    match value:
        case LibraryMessage(english=english, german=german):
            return german if language is Language.GERMAN else english
        case KindWords(sentence=sentence, subject=subject):
            return _without_values(translate(sentence, language), translate(subject, language))
        case WordList(members=members):
            return ", ".join(_translated(each, language) for each in members)
        case Message(template=template, values=values):
            text = translate(template, language)
            return (
                text.format_map({name: _translated(each, language) for name, each in values.items()})
                if values
                else text
            )
        case date():
            return format_day(value, language)
        case _:
            return str(value)
