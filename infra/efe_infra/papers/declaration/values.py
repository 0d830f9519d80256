"""Values of an input in one language: translated texts, days and amounts in words, and no character without glyph."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from efe_infra.console.language.translatable import Euros, Locale, Translatable
from efe_infra.papers.declaration.glyphs import printable


def in_words(value: object, locale: Locale) -> Any:
    """Returns the JSON value that a template prints. Raises `TypeError` for any other value."""
    match value:
        case Translatable() | Euros() | date():
            return printable(locale.format_value(value))
        case str():
            return printable(value)
        case None | int():
            return value
        case Mapping():
            return {str(name): in_words(each, locale) for name, each in value.items()}
        case list() | tuple():
            return [in_words(each, locale) for each in value]
        case _:
            raise TypeError(f"No value of a paper: {type(value).__name__}")
