"""Recognition of persons in a free text, independent of case, accents, hyphens and the order of their names."""

import re
from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Final, NamedTuple

from efe_infra.people.text_variants import TAG_MARK, compatible, plain, variants

MAX_NAME_LETTERS: Final = 48
"""Longest family name: « de la Vallée-Poussin van der Elst » has 27."""
MAX_NAME_PIECES: Final = 24
"""Maximum number of words or single letters into which a name can be split."""
MAX_MIDDLE_NAMES: Final = 8
"""Maximum number of middle names and initials between a given name and a family name."""
WORDS_AT_ONCE: Final = 2_000
"""Words of one step of a search: a few milliseconds."""
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


class Candidates:
    """Possible names of one variant of a text: words in a row, and words that may hold a given and a family name."""

    def __init__(self, text: str) -> None:
        self.words = words_of(text)
        self.joined = _joined(text)

    @property
    def keys(self) -> set[str]:
        """Possible family names."""
        return set[str]().union(*self.key_parts())

    def key_parts(self) -> Iterator[set[str]]:
        """Yields the possible family names, those of some words at a time."""
        yield set(self.joined)
        for first in range(0, len(self.words) if len(self.words) > 1 else 0, WORDS_AT_ONCE):
            part = set[str]()
            for start in range(first, min(first + WORDS_AT_ONCE, len(self.words))):
                for key, _ in _runs(self.words, start):
                    part.update(_family_keys(key))
            yield part

    def names(self, givens: Mapping[str, AbstractSet[str]]) -> bool:
        """Tells whether the text has one of these family names next to one of its given names."""
        return any(self.search(givens))

    def search(self, givens: Mapping[str, AbstractSet[str]]) -> Iterator[bool]:
        """Searches some words at a time, and yields for each part whether it names a person.

        It keeps, for each place, the family names that begin or end there as bits of a number. The work for a word
        does not depend on how many of them begin with each other.
        """
        yield any(not keys.isdisjoint(self.joined.get(family, ())) for family, keys in givens.items())
        if len(self.words) > 1 and givens:
            yield from _Neighbours(self.words, givens).search()


def candidates_in(text: str) -> list[Candidates]:
    """Returns the possible names of each variant of the text."""
    return [Candidates(variant) for variant in variants(text)]


class _Neighbours:
    """Family names of persons of the vault, and their given names, beside each other in a row of words."""

    def __init__(self, words: Sequence[Word], givens: Mapping[str, AbstractSet[str]]) -> None:
        self._words = words
        self._families = {family: 1 << nth for nth, family in enumerate(givens)}
        self._givens: dict[str, int] = defaultdict(int)  # for each given name, the families of those who have it
        for family, keys in givens.items():
            for key in keys:
                self._givens[key] |= self._families[family]
        ends = [0] * (MAX_NAME_PIECES + 1)  # what ends so many words after the present place
        self._family_ends, self._given_ends = deque(ends), deque(ends)
        self._families_before: deque[int] = deque(maxlen=MAX_MIDDLE_NAMES + 1)  # with only middle names since
        self._givens_before: deque[int] = deque(maxlen=MAX_MIDDLE_NAMES + 1)

    def search(self) -> Iterator[bool]:
        for place in range(len(self._words)):
            if self._matches_at(place):
                yield True
                return
            if place % WORDS_AT_ONCE == 0:
                yield False

    def _matches_at(self, place: int) -> bool:
        if place and not self._words[place - 1].between:
            self._families_before.clear()
            self._givens_before.clear()
        self._families_before.append(self._family_ends.popleft())
        self._givens_before.append(self._given_ends.popleft())
        self._family_ends.append(0)
        self._given_ends.append(0)
        families, givens = self._beginning_at(place)
        return (givens != 0 and any(each & givens for each in self._families_before)) or (
            families != 0 and any(each & families for each in self._givens_before)
        )

    def _beginning_at(self, place: int) -> tuple[int, int]:
        """Returns the families of the family names and of the given names that begin here; keeps their ends."""
        families = givens = 0
        for key, end in _runs(self._words, place):
            for family_key in _family_keys(key):
                if family := self._families.get(family_key):
                    families |= family
                    self._family_ends[end - place - 1] |= family
            if families_of_given := self._givens.get(key):
                givens |= families_of_given
                self._given_ends[end - place - 1] |= families_of_given
        return families, givens


def _family_keys(key: str) -> tuple[str, ...]:
    """Returns a possible family name, also with an elided « de »: « Jean Alembert » for Jean d'Alembert."""
    return (key, f"d{key}") if key[0] in "aehiouy" else (key,)


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
