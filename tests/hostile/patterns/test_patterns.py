"""A regular expression costs no more than the length of the text: measured by how the cost grows, not by seconds."""

import re
from collections import deque
from collections.abc import Callable, Iterator
from functools import partial
from itertools import combinations, product
from re import _parser  # how Python itself reads a pattern
from typing import Any

import pytest

from tests.hostile.patterns.collected import Place, modules, places
from tests.hostile.patterns.growth import is_steep
from tests.hostile.patterns.registry import REGISTRY, Pattern, Seen

UNLIKELY = "\u2603"


def seen() -> list[tuple[str, Pattern, str, int]]:
    found = [(place, entry) for place in places() if isinstance(entry := REGISTRY.get(place.key), Seen)]
    return [
        (place.key, pattern, method, entry.longest)
        for place, entry in found
        for pattern in patterns_of(place, entry)
        for method in sorted(entry.methods or place.methods)
    ]


def patterns_of(place: Place, entry: Seen) -> list[Pattern]:
    if entry.made:
        return list(entry.made())
    return [place.pattern] if place.pattern else []


def test_each_pattern_is_known_as_one_that_sees_clients_or_not() -> None:
    assert {place.key for place in places()} == REGISTRY.keys()


def test_patterns_are_made_where_they_are_found() -> None:
    """The walk finds `re.…`: what is imported from `re` under another name would escape it."""
    escaped = [
        (module.__name__, name)
        for module in modules()
        for name, value in vars(module).items()
        if getattr(value, "__module__", None) == "re"
        and not isinstance(value, re.Pattern)
        and value is not re.Pattern
    ]

    assert escaped == []


def test_every_pattern_that_sees_clients_is_tried() -> None:
    tried = {key for key, *_ in seen()}

    assert {key for key, entry in REGISTRY.items() if isinstance(entry, Seen)} == tried


@pytest.mark.parametrize(
    ("pattern", "method", "longest"),
    [pytest.param(*each[1:], id=f"{each[0]} {n}") for n, each in enumerate(seen())],
)
def test_a_pattern_costs_no_more_than_the_length_of_the_text(pattern: Pattern, method: str, longest: int) -> None:
    assert [text for text in hostile(pattern) if is_steep(using(pattern, method), text, longest)] == []


def using(pattern: Pattern, method: str) -> Callable[[Any], object]:
    if method in {"sub", "subn"}:
        empty: Any = b"" if isinstance(pattern.pattern, bytes) else ""
        return lambda text: getattr(pattern, method)(empty, text)
    if method == "finditer":
        return lambda text: deque(pattern.finditer(text), maxlen=0)
    return getattr(pattern, method)  # type: ignore[no-any-return]


def hostile(pattern: Pattern) -> Iterator[Callable[[int], Any]]:
    """Texts made of what the pattern is made of: one or two characters again and again, after its own beginning."""
    signs = alphabet(pattern)
    units = [*signs, *map("".join, combinations(signs, 2))]
    for start, unit, end in product(dict.fromkeys(["", beginning(pattern)]), units, ["", UNLIKELY]):
        yield partial(repeated, pattern, start, unit, end)


def repeated(pattern: Pattern, start: str, unit: str, end: str, size: int) -> Any:
    return in_kind(pattern, start + unit * (size // len(unit)) + end)


def in_kind(pattern: Pattern, text: str) -> Any:
    return text.encode() if isinstance(pattern.pattern, bytes) else text


def alphabet(pattern: Pattern) -> list[str]:
    """One character of each class and some of the literals, so that every loop of the pattern can be fed."""
    found = dict.fromkeys(characters(_parser.parse(pattern.pattern, pattern.flags)))
    return [*list(found)[:6], "\n"] if len(found) <= 6 else list(found)[:4] + list(found)[-3:]


def characters(parsed: Any) -> Iterator[str]:
    for kind, value in parsed:
        match str(kind):
            case "LITERAL":
                yield chr(value)
            case "IN" | "NOT_LITERAL" | "ANY":
                yield from matching(kind, value)
            case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
                yield from characters(value[2])
            case "SUBPATTERN":
                yield from characters(value[-1])
            case "BRANCH":
                for branch in value[1]:
                    yield from characters(branch)
            case "ASSERT" | "ASSERT_NOT":
                yield from characters(value[1])
            case _:
                pass


def matching(kind: Any, value: Any) -> Iterator[str]:
    one = _parser.parse("a")
    one.data = [(kind, value)]
    single = re._compiler.compile(one)  # type: ignore[attr-defined]
    yield from [sign for sign in "a0. @-'=Z\n" if single.fullmatch(sign)][:2]


def beginning(pattern: Pattern) -> str:
    """What the pattern requires literally before its first choice."""
    text = ""
    for kind, value in _parser.parse(pattern.pattern, pattern.flags):
        if str(kind) != "LITERAL":
            break
        text += chr(value)
    return text
