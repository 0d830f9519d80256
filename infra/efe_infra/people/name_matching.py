"""Recognition of persons in a free text, independent of case, accents, hyphens and the order of their names."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from efe_infra.people.text_variants import TAG_MARK, compatible, plain, variants

MAX_NAME_LETTERS: Final = 48
"""Longest family name: « de la Vallée-Poussin van der Elst » has 27."""
MAX_NAME_PIECES: Final = 24
"""Maximum number of words or single letters into which a name can be split."""
MAX_MIDDLE_NAMES: Final = 8
"""Maximum number of middle names and initials between a given name and a family name."""
MIN_JOINED_LETTERS: Final = 3, 4
"""Minimum letters of a given and a family name within one word: « marchand » is no Marc Hand."""

_PIECE: Final = re.compile(r"[^\W\d_]+")
_CAPITAL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_GLUE: Final = frozenset(f"-0123456789_*{TAG_MARK}")
_ELIDED: Final = frozenset("cdjlmnst")
_ADDRESS: Final = re.compile(r"[\w.!#$%&'*+/=?^`{|}~@-]+")
_DOMAIN: Final = re.compile(r"[\w.-]+")
_LOCAL: Final = re.compile(r"[\w.+~'-]+")


class Word(NamedTuple):
    """Run of letters without accents and case; `between` tells whether it may be part of a middle name."""

    letters: str
    between: bool


def words_of(text: str) -> list[Word]:
    """Splits a text into words, also at a change of case: « JeanDupont »."""
    bare, words, last = plain(text), list[Word](), 0
    for match in _PIECE.finditer(bare):
        glued = match.start() - last <= MAX_NAME_LETTERS and _GLUE.issuperset(bare[last : match.start()])
        last = match.end()
        *firsts, end = _CAPITAL.split(match[0])
        for piece, after in (*((first, "'") for first in firsts), (end, bare[last : last + 1])):
            continues = glued and bool(words) and words[-1].between
            words.append(Word(piece.casefold(), continues or _is_between(piece, after)))
            glued = False
    return words


def _is_between(piece: str, after: str) -> bool:
    """Tells whether a word is a name, an initial, or the elided form of « de »."""
    return piece[0].isupper() or (len(piece) == 1 and (after == "." or (after in {"'", "’"} and piece in _ELIDED)))


def name_key(name: str) -> str:
    """Returns a name as one word: « Van den Berghe » and « Vandenberghe » are the same."""
    return "".join(word.letters for word in words_of(name))


def given_keys(given_name: str) -> set[str]:
    """Returns the keys of all given names together, and of the first one alone."""
    first, *_ = given_name.split()
    return {name_key(given_name), name_key(first)} - {""}


def email_key(address: str) -> str | None:
    """Returns the key of an e-mail address without its +tag; None if the text is no address."""
    return next(_addresses(address), None)


def emails_in(text: str) -> set[str]:
    """Returns the keys of all possible e-mail addresses in a text."""
    texts = {each for variant in variants(text) for each in (variant, variant.replace(TAG_MARK, ""))}
    return {key for each in texts for key in _addresses(each)}


def _addresses(text: str) -> Iterator[str]:
    """Yields the longest local part first, then its end: « to=jean@… » contains an address of Jean."""
    if "@" not in (visible := compatible(text)):
        return
    for address in _ADDRESS.findall(visible.casefold()):
        first, *others = address.split("@")
        for local, after in zip([first, *others], others, strict=False):
            if domain := _DOMAIN.match(after):
                for each in dict.fromkeys([local, *_LOCAL.findall(local)[-1:]]):
                    if name := each.strip(".'-").partition("+")[0]:
                        yield f"{name}@{domain[0].strip('.-')}"


class Candidates(NamedTuple):
    """Possible family names of a text: `families` with start and end, `joined` with the rest of their word."""

    words: Sequence[Word]
    families: dict[str, list[tuple[int, int]]]
    joined: dict[str, set[str]]

    @property
    def keys(self) -> set[str]:
        return {*self.families, *self.joined}

    def names(self, family: str, givens: set[str]) -> bool:
        """Tells whether the text has the family name next to one of the given names."""
        return not givens.isdisjoint(self.joined.get(family, ())) or any(
            near in givens for start, end in self.families.get(family, ()) for near in _beside(self.words, start, end)
        )


def candidates_in(text: str) -> list[Candidates]:
    """Returns the possible names of each variant of the text."""
    return [_candidates(variant) for variant in variants(text)]


def _candidates(text: str) -> Candidates:
    words = words_of(text)
    families: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for start in range(len(words)) if len(words) > 1 else ():
        for key, end in _runs(words, start):
            families[key].append((start, end))
            if key[0] in "aehiouy":
                families[f"d{key}"].append((start, end))  # « Jean Alembert » for Jean d'Alembert
    return Candidates(words, families, _joined(text))


def _joined(text: str) -> dict[str, set[str]]:
    """Returns possible pairs of a family name and a given name written as one word, in either order."""
    min_given, min_family = MIN_JOINED_LETTERS
    pairs: dict[str, set[str]] = defaultdict(set)
    words = {word.casefold() for word in _PIECE.findall(plain(text))}
    for word in (each for each in words if min_given + min_family < len(each) <= 2 * MAX_NAME_LETTERS):
        for cut in range(min_given, len(word) - min_given + 1):
            for one, other in ((word[:cut], word[cut:]), (word[cut:], word[:cut])):
                if len(one) >= min_family:
                    pairs[one].add(other)
    return pairs


def _runs(words: Sequence[Word], start: int) -> Iterator[tuple[str, int]]:
    """Yields consecutive words joined to one, and the index of their end."""
    key = ""
    for end in range(start, min(start + MAX_NAME_PIECES, len(words))):
        key += words[end].letters
        if len(key) > MAX_NAME_LETTERS:
            return
        yield key, end + 1


def _beside(words: Sequence[Word], start: int, end: int) -> Iterator[str]:
    """Yields the possible given names next to a family name, across middle names."""
    yield from _before(words, start)
    yield from _after(words, end)


def _after(words: Sequence[Word], end: int) -> Iterator[str]:
    for start in range(end, min(end + MAX_MIDDLE_NAMES + 1, len(words))):
        yield from (key for key, _ in _runs(words, start))
        if not words[start].between:
            return


def _before(words: Sequence[Word], start: int) -> Iterator[str]:
    for end in range(start, max(start - MAX_MIDDLE_NAMES - 1, 0), -1):
        key = ""
        for begin in range(end - 1, max(end - MAX_NAME_PIECES, 0) - 1, -1):
            key = words[begin].letters + key
            if len(key) > MAX_NAME_LETTERS:
                break
            yield key
        if not words[end - 1].between:
            return
