"""What the help says of refusals: their sentences, generated from the code, and what to do about each."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

import msgspec

from efe_domain.shared.messages import Language, translations

FOLDER: Final = Path(__file__).parent
SHOWN: Final = 3
"""Sentences of one code: some say many things."""


@cache
def sentences(language: Language = Language.FRENCH) -> Mapping[str, list[str]]:
    """By code; dots stand where a value is told."""
    found = msgspec.json.decode((FOLDER / "refusals.json").read_bytes(), type=dict[str, list[str]])
    words = {} if language is Language.FRENCH else translations(language)
    return {
        code: [re.sub(r"\{\w+\}", "…", words.get(each, each)) for each in told if each[-1:] == "."]
        for code, told in found.items()
    }


@cache
def advice() -> Mapping[str, str]:
    """By code."""
    found = tomllib.loads((FOLDER / "advice.toml").read_text(encoding="utf-8"))["advice"]
    return {code: each["text"] for each in found for code in each["codes"]}
