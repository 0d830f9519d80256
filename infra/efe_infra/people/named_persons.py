"""Which persons of the vault a text names: no name of a person enters the ledger."""

from collections import defaultdict
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import LiteralString

from efe_infra.people import names
from efe_infra.postgres.pools import Store
from efe_infra.postgres.prepared import PreparedStatement


class NamedPersons(Store):
    """Found by the keys of their names and addresses."""

    def naming(self, texts: Sequence[str]) -> int | None:
        """The first text with the full name of a person of the vault, in either order, or their e-mail address.

        Case, accents, hyphens and invisible signs aside; middle names or initials may stand between the two.
        """
        emails = [names.emails_in(text) for text in texts]
        candidates = [names.candidates_in(text) for text in texts]
        known, givens = self._found(
            set[str]().union(*emails), set[str]().union(*(each.keys for found in candidates for each in found))
        )
        for place, found in enumerate(candidates):
            if known & emails[place] or any(each.name(family, givens[family]) for each in found for family in givens):
                return place
        return None

    def _found(self, emails: AbstractSet[str], families: AbstractSet[str]) -> tuple[set[str], dict[str, set[str]]]:
        """Those of the addresses that the vault holds, and the given names that go with each family name."""
        asked = [
            PreparedStatement(FIND_EMAILS, {"emails": sorted(emails)}),
            PreparedStatement(FIND_FAMILIES, {"keys": sorted(families)}),
        ]
        givens: dict[str, set[str]] = defaultdict(set)
        if not emails and not families:
            return set(), givens
        with self._pool.lent() as connection:
            known, named = (answer.rows(tuple) for answer in connection.ask(asked))
        for given_name, family in named:
            givens[family] |= names.given_keys(given_name)
        return {email for (email,) in known}, givens


FIND_FAMILIES: LiteralString = """
    select given_name, family_key from vault.person where family_key = any(%(keys)s)
"""

FIND_EMAILS: LiteralString = "select email_key from vault.person where email_key = any(%(emails)s)"
