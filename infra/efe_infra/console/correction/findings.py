"""Findings of a correction in words: rules that a decision would no longer keep, and values that would differ."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from efe_domain.shared.messages import FieldWords
from efe_infra.console.home.refusal_help import sentences
from efe_infra.console.language.translatable import Translatable, tr, tr_join

VALUE: Final = "…"
"""Sign that stands for a value in the sentence of a refusal."""


class FindingWords(NamedTuple):
    """Words for findings; `code` is that of a refusal, for its page of help, or empty."""

    words: Translatable
    code: str = ""


def finding_words(findings: Sequence[str]) -> list[FindingWords]:
    """Returns the words of the refusals, and last those of the fields together."""
    fields = [field_words(each) for each in findings if each != each.upper()]
    refusals = [FindingWords(refusal_words(each), each) for each in findings if each == each.upper()]
    if not fields:
        return refusals
    return [*refusals, FindingWords(tr("ceci serait autre : %(fields)s", fields=tr_join(", ", fields)))]


def refusal_words(code: str) -> Translatable:
    """Returns the sentence of the refusal if it names no value."""
    for sentence in sentences().get(code, ()):
        if VALUE not in sentence:
            return _catalogued(sentence)
    return tr("une règle n'est plus respectée")


def field_words(name: str) -> Translatable:
    """Returns the words for a field of an event."""
    return _catalogued(FieldWords(name))


def _catalogued(text: str) -> Translatable:
    return Translatable(lambda locale: locale.gettext(text))
