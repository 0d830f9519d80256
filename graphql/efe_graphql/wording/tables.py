"""Words about what the trail holds, each in French and in English: sections of `efe_domain/data/words`."""

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from efe_domain.shared import messages
from efe_domain.shared.messages import Language


class Bilingual(NamedTuple):
    """The same words twice."""

    french: str
    english: str

    def of(self, language: Language) -> str:
        return self.english if language is Language.ENGLISH else self.french


@cache
def words(name: str) -> Mapping[str, Bilingual]:
    """Of `sentences`, `subjects`, `labels` or `values`, by key."""
    return {key: Bilingual(*pair) for key, pair in messages.words(name).items()}
