"""Words about what the trail holds, each in French, English and German: sections of `efe_domain/data/words`."""

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from efe_domain.shared import messages
from efe_domain.shared.messages import Language


class Words(NamedTuple):
    """The same words in each language."""

    french: str
    english: str
    german: str

    def of(self, language: Language) -> str:
        match language:
            case Language.ENGLISH:
                return self.english
            case Language.GERMAN:
                return self.german
            case _:
                return self.french


@cache
def words(name: str) -> Mapping[str, Words]:
    """Of `sentences`, `subjects`, `labels` or `values`, by key."""
    return {key: Words(*each) for key, each in messages.words(name).items()}
