"""How people are recognised in a free text, whatever the case, accents, hyphens or order of their names."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from efe_infra.people.folding import JOINT, compatible, plain, writings

LONGEST_NAME: Final = 48
"""Letters of a family name, at most: « de la Vallée-Poussin van der Elst » has 27."""
MOST_PIECES: Final = 24
"""Pieces into which a name may be cut, at most: as many letters, when each stands alone."""
MOST_BETWEEN: Final = 8
"""Middle names and initials, at most, between a given name and a family name."""
SHORTEST_JOINED: Final = 3, 4
"""Letters of a given and of a family name, at least, that are seen in one word: « marchand » is no Marc Hand."""

_PIECE: Final = re.compile(r"[^\W\d_]+")
_CAPITAL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_GLUE: Final = frozenset(f"-0123456789_*{JOINT}")
_ELIDED: Final = frozenset("cdjlmnst")
_ADDRESS: Final = re.compile(r"[\w.!#$%&'*+/=?^`{|}~@-]+")
_DOMAIN: Final = re.compile(r"[\w.-]+")
_LOCAL: Final = re.compile(r"[\w.+~'-]+")


class Word(NamedTuple):
    """Letters that stand together, without accents and case; `between` is whether they may be of a middle name."""

    letters: str
    between: bool


def words_of(text: str) -> list[Word]:
    """A change of case parts words too: « JeanDupont »."""
    bare, words, last = plain(text), list[Word](), 0
    for found in _PIECE.finditer(bare):
        glued = found.start() - last <= LONGEST_NAME and _GLUE.issuperset(bare[last : found.start()])
        last = found.end()
        *firsts, end = _CAPITAL.split(found[0])
        for piece, after in (*((first, "'") for first in firsts), (end, bare[last : last + 1])):
            continues = glued and bool(words) and words[-1].between
            words.append(Word(piece.casefold(), continues or _is_between(piece, after)))
            glued = False
    return words


def _is_between(piece: str, after: str) -> bool:
    """A name, an initial, or what an elision leaves of « de »."""
    return piece[0].isupper() or (len(piece) == 1 and (after == "." or (after in {"'", "’"} and piece in _ELIDED)))


def name_key(name: str) -> str:
    """A name as one word: « Van den Berghe » and « Vandenberghe » are the same."""
    return "".join(word.letters for word in words_of(name))


def given_keys(given_name: str) -> set[str]:
    """All given names together, and the first alone, by which a person is usually called."""
    first, *_ = given_name.split()
    return {name_key(given_name), name_key(first)} - {""}


def email_key(address: str) -> str | None:
    """None for what is no address; without what follows a plus, which leads to the same letter box."""
    return next(_addresses(address), None)


def emails_in(text: str) -> set[str]:
    """Whatever could be the key of an address."""
    found = {each for writing in writings(text) for each in (writing, writing.replace(JOINT, ""))}
    return {key for writing in found for key in _addresses(writing)}


def _addresses(text: str) -> Iterator[str]:
    """The longest local part first, then what it ends with: « to=jean@… » is an address of Jean too."""
    if "@" not in (seen := compatible(text)):
        return
    for found in _ADDRESS.findall(seen.casefold()):
        first, *others = found.split("@")
        for local, after in zip([first, *others], others, strict=False):
            if domain := _DOMAIN.match(after):
                for each in dict.fromkeys([local, *_LOCAL.findall(local)[-1:]]):
                    if name := each.strip(".'-").partition("+")[0]:
                        yield f"{name}@{domain[0].strip('.-')}"


class Candidates(NamedTuple):
    """What could name somebody: `families` with where each starts and ends, `joined` with the rest of its word."""

    words: Sequence[Word]
    families: dict[str, list[tuple[int, int]]]
    joined: dict[str, set[str]]

    @property
    def keys(self) -> set[str]:
        return {*self.families, *self.joined}

    def name(self, family: str, givens: set[str]) -> bool:
        """Whether a family name stands beside one of these given names."""
        return not givens.isdisjoint(self.joined.get(family, ())) or any(
            near in givens for start, end in self.families.get(family, ()) for near in _beside(self.words, start, end)
        )


def candidates_in(text: str) -> list[Candidates]:
    """One for each writing of the text."""
    return [_candidates(writing) for writing in writings(text)]


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
    """What could be a given and a family name written as one word, in either order, whatever its capitals."""
    given, family = SHORTEST_JOINED
    found: dict[str, set[str]] = defaultdict(set)
    words = {word.casefold() for word in _PIECE.findall(plain(text))}
    for word in (each for each in words if given + family < len(each) <= 2 * LONGEST_NAME):
        for cut in range(given, len(word) - given + 1):
            for one, other in ((word[:cut], word[cut:]), (word[cut:], word[:cut])):
                if len(one) >= family:
                    found[one].add(other)
    return found


def _runs(words: Sequence[Word], start: int) -> Iterator[tuple[str, int]]:
    """Words that follow one another, written as one, and where they end."""
    key = ""
    for end in range(start, min(start + MOST_PIECES, len(words))):
        key += words[end].letters
        if len(key) > LONGEST_NAME:
            return
        yield key, end + 1


def _beside(words: Sequence[Word], start: int, end: int) -> Iterator[str]:
    """Whatever could be the given name that goes with a family name: it stands by its side, but for middle names."""
    yield from _before(words, start)
    yield from _after(words, end)


def _after(words: Sequence[Word], end: int) -> Iterator[str]:
    for start in range(end, min(end + MOST_BETWEEN + 1, len(words))):
        yield from (key for key, _ in _runs(words, start))
        if not words[start].between:
            return


def _before(words: Sequence[Word], start: int) -> Iterator[str]:
    for end in range(start, max(start - MOST_BETWEEN - 1, 0), -1):
        key = ""
        for begin in range(end - 1, max(end - MOST_PIECES, 0) - 1, -1):
            key = words[begin].letters + key
            if len(key) > LONGEST_NAME:
                break
            yield key
        if not words[end - 1].between:
            return
