"""Marks of equivalent mutants, in `equivalent.toml`."""

import tomllib
from pathlib import Path
from typing import Final

from tests.mutants.places import ROOT, places_of

FILE: Final = Path(__file__).with_name("equivalent.toml")
MIN_REASON_WORDS: Final = 5


def marks() -> dict[str, str]:
    """Returns the reason of each marked place, by the place's key."""
    content = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {each["place"]: each["reason"] for each in content.get("equivalent", [])}


def wrong_marks() -> list[str]:
    """Returns the marks whose place is gone, and those without a reason."""
    wrong = []
    for key, reason in marks().items():
        file = key.partition(" ")[0]
        if not (ROOT / file).exists() or key not in {place.key for place in places_of(file)}:
            wrong.append(f"no such place: {key}")
        elif len(reason.split()) < MIN_REASON_WORDS:
            wrong.append(f"no reason: {key}")
    return wrong
