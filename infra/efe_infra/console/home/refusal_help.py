"""Help on refusals: their sentences, generated from the code, and advice for each."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

import msgspec

from efe_domain.shared.messages import Language, translations

FOLDER: Final = Path(__file__).parent
MAX_SENTENCES: Final = 3
"""Sentences of one code that its page shows."""


@cache
def sentences(language: Language = Language.FRENCH) -> Mapping[str, list[str]]:
    """Returns the sentences of each code, with dots in the place of values."""
    templates = msgspec.json.decode((FOLDER / "refusals.json").read_bytes(), type=dict[str, list[str]])
    translated = {} if language is Language.FRENCH else translations(language)
    return {
        code: [
            re.sub(r"\{\w+\}", "…", translated.get(each, each)).replace("….", "…")
            for each in several
            if each[-1:] == "."
        ]
        for code, several in templates.items()
    }


@cache
def advice() -> Mapping[str, str]:
    """Returns the advice for each code."""
    entries = tomllib.loads((FOLDER / "advice.toml").read_text(encoding="utf-8"))["advice"]
    return {code: each["text"] for each in entries for code in each["codes"]}
