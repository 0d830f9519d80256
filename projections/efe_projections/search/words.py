"""French words as lexemes: folded, and reduced to a stem by a list of endings; the words of a search."""

from collections.abc import Collection, Iterable, Sequence
from enum import IntEnum
from functools import lru_cache
from typing import Final, NamedTuple, Self

import msgspec

from efe_domain.shared.texts import slug

ENDINGS: Final = (
    *("age", "agiste", "aire", "al", "ale", "ance", "ant", "ante", "ateur", "ation", "atrice"),
    *("e", "ee", "ement", "ence", "ent", "er", "ere", "erie", "eron", "eur", "euse"),
    *("iaire", "ial", "iale", "iant", "iante", "icien", "icienne", "icite", "ie", "ien", "ienne", "ier", "iere"),
    *("if", "ification", "ion", "ique", "isation", "issage", "iste", "isterie", "ite", "ive", "ure"),
)
"""Endings, without accents, of French words for a trade, a person of it, its work and its place."""
IRREGULAR: Final = {"peintre": "peint", "soin": "soign", "travaux": "travail"}
"""Stems that no ending gives."""
STOP_WORDS: Final = frozenset(
    (
        *("a", "au", "aux", "avec", "ce", "ces", "d", "dans", "de", "des", "du", "en", "et", "l", "la", "le", "les"),
        *("leur", "ou", "par", "pour", "sa", "se", "ses", "son", "sur", "un", "une"),
    )
)
"""Words that a search leaves out, unless it has no others."""
MIN_STEM_LETTERS: Final = 4
MIN_PREFIX_LETTERS: Final = 3
MAX_WORDS: Final = 8
"""Limit of words in a search; further words are ignored."""
MAX_TEXT_WORDS: Final = 300
"""Limit of different words of a text that can be found."""
MAX_LETTERS: Final = 40
"""Limit of letters that are compared in a word."""

_BY_LENGTH: Final = sorted(ENDINGS, key=len, reverse=True)
_TITLE, _TITLE_STEM, _TEXT_STEM = "a", "b", "c"
"""First letters of lexemes: a word of a title, its stem, the stem of a word of a text."""


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Returns the stem of a folded word: "soudure", "soudeur" and "soudage" have one, "soudain" another."""
    if word in IRREGULAR:
        return IRREGULAR[word]
    single = _singular(word)
    single = IRREGULAR.get(single, single)
    for ending in _BY_LENGTH:
        if single.endswith(ending) and len(single) - len(ending) >= MIN_STEM_LETTERS:
            return _without_double(single.removesuffix(ending))
    return _without_double(single)


def _singular(word: str) -> str:
    if len(word) <= MIN_STEM_LETTERS:
        return word
    if word.endswith("aux") and not word.endswith("eaux"):
        return f"{word.removesuffix('aux')}al"
    return word.removesuffix("s").removesuffix("x")


def _without_double(word: str) -> str:
    """Returns a word without the second of two equal last letters: "maçonnerie" is of a "maçon"."""
    return word[:-1] if len(word) > MIN_STEM_LETTERS and word[-1] == word[-2] else word


@lru_cache(maxsize=1_000)
def folded_words(text: str) -> tuple[str, ...]:
    """Returns the words of a text without case and accents, in their order."""
    return tuple(word[:MAX_LETTERS] for word in slug(text).split("-") if word)


def lexemes(*titles: str, noun: str, text: str = "") -> set[str]:
    """Returns the lexemes of an object; the noun of its kind counts as a word of its title.

    A number has the lexemes of its parts, and of all its digits.
    """
    words = [word for title in (*titles, noun) for word in (*folded_words(title), *_joined(title))]
    texts = list(dict.fromkeys(folded_words(text)))[:MAX_TEXT_WORDS]
    return {
        *(_TITLE + word for word in words),
        *(_TITLE_STEM + stem(word) for word in words),
        *(_TEXT_STEM + stem(word) for word in texts),
    }


def text_lexemes(words: Iterable[str]) -> tuple[str, ...]:
    """Returns the lexemes of texts, without those of titles."""
    return tuple(word for word in words if word.startswith(_TEXT_STEM))


def as_text_lexemes(words: Iterable[str]) -> tuple[str, ...]:
    """Returns the lexemes of titles as lexemes of texts: an earlier title counts as a text."""
    return tuple(_TEXT_STEM + word[1:] for word in words if word.startswith(_TITLE_STEM))


def _joined(text: str) -> tuple[str, ...]:
    parts = folded_words(text)
    return ("".join(parts)[:MAX_LETTERS],) if len(parts) > 1 and all(part.isdigit() for part in parts) else ()


class SearchMatch(IntEnum):
    """Quality of an answer to a search, the best first: whole title, words of it, words of their families, text."""

    WHOLE_TITLE = 0
    WORDS_OF_TITLE = 1
    FAMILY_IN_TITLE = 2
    TEXT = 3


class Alternative(NamedTuple):
    """Lexeme that answers a word; or any lexeme that begins so."""

    lexeme: str
    is_prefix: bool

    def query(self, letter: str) -> str:
        return f"'{letter}{self.lexeme}'{':*' if self.is_prefix else ''}"

    def answers(self, words_of_it: Collection[str]) -> bool:
        if self.is_prefix:
            return any(each.startswith(self.lexeme) for each in words_of_it)
        return self.lexeme in words_of_it


class SearchWords(msgspec.Struct, frozen=True):
    """Words of a search, folded. Without a word it finds nothing. `whole` is the search as a slug."""

    whole: str
    words: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Self:
        parts = _joined(text) or folded_words(text)
        words = [word for word in parts if word not in STOP_WORDS] or parts
        return cls(slug(text), tuple(dict.fromkeys(words))[:MAX_WORDS])

    @property
    def exact(self) -> list[str]:
        """Lexemes of an object whose title has every word."""
        return [_TITLE + word for word in self.words]

    def query(self, letter: str = "", *, titles_only: bool = False, whole_words: bool = False) -> str:
        """Returns the `tsquery` of objects that answer every word; their lexemes follow the letter of the kind.

        `whole_words` leaves out words that only begin as one of the search.
        """
        groups = self._groups(titles_only=titles_only)
        if whole_words:
            groups = [[each._replace(is_prefix=False) for each in group] for group in groups]
        words = (" | ".join(each.query(letter) for each in group) for group in groups)
        return " & ".join(f"({word})" for word in words)

    def match(self, title: str, words_of_it: Collection[str]) -> SearchMatch | None:
        """Returns what answers, of an object with a title and lexemes; None if it does not answer every word."""
        if not self.words:
            return None
        if slug(title) == self.whole:
            return SearchMatch.WHOLE_TITLE
        if all(each in words_of_it for each in self.exact):
            return SearchMatch.WORDS_OF_TITLE
        if self._answered(words_of_it, titles_only=True):
            return SearchMatch.FAMILY_IN_TITLE
        return SearchMatch.TEXT if self._answered(words_of_it, titles_only=False) else None

    def _answered(self, words_of_it: Collection[str], *, titles_only: bool) -> bool:
        return all(
            any(each.answers(words_of_it) for each in group) for group in self._groups(titles_only=titles_only)
        )

    def _groups(self, *, titles_only: bool) -> Sequence[Sequence[Alternative]]:
        return _alternatives(self.words, titles_only=titles_only)


@lru_cache
def _alternatives(words: Sequence[str], *, titles_only: bool) -> Sequence[Sequence[Alternative]]:
    """Returns what answers each word; kept, for one search is compared with hundreds of communes."""
    return [[*_in_title(word), *([] if titles_only else _in_text(word))] for word in words]


def _in_title(word: str) -> list[Alternative]:
    return [Alternative(_TITLE + word, _is_long(word)), Alternative(_TITLE_STEM + stem(word), is_prefix=False)]


def _in_text(word: str) -> list[Alternative]:
    beginning = [Alternative(_TEXT_STEM + word, is_prefix=True)] if _is_long(word) else []
    return [Alternative(_TEXT_STEM + stem(word), is_prefix=False), *beginning]


def _is_long(word: str) -> bool:
    return len(word) >= MIN_PREFIX_LETTERS
