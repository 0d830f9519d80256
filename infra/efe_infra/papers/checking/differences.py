"""Differences between the input of a paper and the one that its events, or the register, give."""

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from efe_infra.papers.checking.names import matches

NOTHING: Final = "rien"
"""Word for a part that one side lacks."""
SHOWN_TEXTS: Final = 3


class Mismatch(NamedTuple):
    """Part of a paper that is not what is expected there; None for a part that one side lacks."""

    printed: Any
    expected: Any

    def __str__(self) -> str:
        return f"{in_brief(self.printed)} au lieu de {in_brief(self.expected)}"


def differences(printed: Any, expected: Any, mark: str) -> Iterator[Mismatch]:
    """Yields the differences in their order; the mark stands for the name of a person."""
    match printed, expected:
        case dict(), dict():
            for name in dict.fromkeys((*expected, *printed)):
                yield from differences(printed.get(name), expected.get(name), mark)
        case list(), list() if len(printed) == len(expected):
            for ours, theirs in zip(printed, expected, strict=True):
                yield from differences(ours, theirs, mark)
        case list(), list():
            yield first_uneven(printed, expected, mark)
        case str(), str() if matches(printed, expected, mark):
            return
        case _ if printed != expected or type(printed) is not type(expected):
            yield Mismatch(printed, expected)


def first_uneven(printed: list[Any], expected: list[Any], mark: str) -> Mismatch:
    """Returns the first place where two lists of unequal length part."""
    at = 0
    while at < min(len(printed), len(expected)) and not any(differences(printed[at], expected[at], mark)):
        at += 1
    return Mismatch(*(each[at] if at < len(each) else None for each in (printed, expected)))


def in_brief(value: Any) -> str:
    """Returns the first texts of a part in quotation marks."""
    texts = list(texts_of(value))[:SHOWN_TEXTS]
    return f"« {' · '.join(texts)} »" if texts else NOTHING


def texts_of(value: Any) -> Iterator[str]:
    match value:
        case str() if value:
            yield value
        case int():
            yield str(value)
        case dict():
            for name, each in value.items():
                if name != "type":
                    yield from texts_of(each)
        case list():
            for each in value:
                yield from texts_of(each)
