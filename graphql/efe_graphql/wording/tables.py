"""The words of this folder, as `*.toml` holds them: each in French and in English."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from efe_domain.shared.messages import Language


class Bilingual(NamedTuple):
    """The same words twice."""

    french: str
    english: str

    def of(self, language: Language) -> str:
        return self.english if language is Language.ENGLISH else self.french


@cache
def words(name: str) -> Mapping[str, Bilingual]:
    """By key; a section of the file has its name before a colon."""
    read: dict[str, Any] = tomllib.loads((files(__package__) / f"{name}.toml").read_text(encoding="utf-8"))
    flat = {
        (f"{key}:{inner}" if inner else key): pair
        for key, value in read.items()
        for inner, pair in (value.items() if isinstance(value, dict) else (("", value),))
    }
    return {key: Bilingual(*pair) for key, pair in flat.items()}
