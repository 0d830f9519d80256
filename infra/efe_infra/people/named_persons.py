"""Search for persons of the vault in free texts, so that no name of a person enters the ledger."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import partial
from itertools import batched
from typing import Any, Final, LiteralString, Protocol

from efe_infra.people import name_matching
from efe_infra.postgres.pools import Store
from efe_infra.postgres.prepared import PreparedStatement

MAX_KEYS: Final = 20_000
"""Possible names of one statement."""


class StepRunner(Protocol):
    """Runs a step of a search, at once or in turn."""

    def __call__[T](self, work: Callable[[], T], /) -> T: ...


def at_once[T](work: Callable[[], T], /) -> T:
    return work()


def steps[T](parts: Iterator[T], compute: StepRunner) -> Iterator[T]:
    """Yields the parts of a search, each from a step of its own."""
    end = object()
    while (part := compute(partial(next, parts, end))) is not end:
        yield part


class NamedPersons(Store):
    """Persons of the vault, found by the keys of their names and e-mail addresses."""

    def naming(self, texts: Sequence[str], compute: StepRunner = at_once) -> int | None:
        """Returns the index of the first text with the full name or e-mail address of a person of the vault.

        Ignores case, accents, hyphens, invisible characters and the order of the names. Allows middle names between.
        `compute` runs each step that takes the processor, of a few milliseconds for a thousand words.
        """
        searches = [compute(partial(_Search, text)) for text in texts]
        emails = self._emails(set[str]().union(*(each.emails for each in searches)))
        keys = (key for each in searches for part in steps(each.key_parts(), compute) for key in part)
        givens = self._givens(keys)
        for index, search in enumerate(searches):
            if emails & search.emails or any(steps(search.names(givens), compute)):
                return index
        return None

    def _emails(self, emails: AbstractSet[str]) -> set[str]:
        """Returns the addresses that the vault holds."""
        return {email for (email,) in self._found(FIND_EMAILS, list(emails))}

    def _givens(self, families: Iterable[str]) -> dict[str, set[str]]:
        """Returns the given names for each family name that the vault holds."""
        givens: dict[str, set[str]] = defaultdict(set)
        for keys in batched(families, MAX_KEYS, strict=False):
            for given_name, family in self._found(FIND_FAMILIES, list(dict.fromkeys(keys))):
                givens[family] |= name_matching.given_keys(given_name)
        return givens

    def _found(self, query: str, keys: list[str]) -> list[tuple[Any, ...]]:
        if not keys:
            return []
        with self._pool.lent() as connection:
            [answer] = connection.ask([PreparedStatement(query, {"keys": keys})])
            return answer.rows(tuple)


class _Search:
    """Search of one text, variant by variant."""

    def __init__(self, text: str) -> None:
        self.emails = name_matching.emails_in(text)
        self._variants = name_matching.candidates_in(text)

    def key_parts(self) -> Iterator[set[str]]:
        return (part for each in self._variants for part in each.key_parts())

    def names(self, givens: Mapping[str, AbstractSet[str]]) -> Iterator[bool]:
        return (part for each in self._variants for part in each.search(givens))


FIND_FAMILIES: LiteralString = """
    select given_name, family_key from vault.person where family_key = any(%(keys)s)
"""

FIND_EMAILS: LiteralString = "select email_key from vault.person where email_key = any(%(keys)s)"
