"""Search for persons of the vault in free texts, so that no name of a person enters the ledger."""

from collections import defaultdict
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import LiteralString

from efe_infra.people import name_matching
from efe_infra.postgres.pools import Store
from efe_infra.postgres.prepared import PreparedStatement


class NamedPersons(Store):
    """Persons of the vault, found by the keys of their names and e-mail addresses."""

    def naming(self, texts: Sequence[str]) -> int | None:
        """Returns the index of the first text with the full name or e-mail address of a person of the vault.

        Ignores case, accents, hyphens, invisible characters and the order of the names. Allows middle names between.
        """
        emails = [name_matching.emails_in(text) for text in texts]
        candidates = [name_matching.candidates_in(text) for text in texts]
        vault_emails, givens = self._look_up(
            set[str]().union(*emails), set[str]().union(*(each.keys for several in candidates for each in several))
        )
        for index, several in enumerate(candidates):
            if vault_emails & emails[index] or any(
                each.names(family, givens[family]) for each in several for family in givens
            ):
                return index
        return None

    def _look_up(self, emails: AbstractSet[str], families: AbstractSet[str]) -> tuple[set[str], dict[str, set[str]]]:
        """Returns the addresses that the vault holds, and the given names for each family name."""
        statements = [
            PreparedStatement(FIND_EMAILS, {"emails": sorted(emails)}),
            PreparedStatement(FIND_FAMILIES, {"keys": sorted(families)}),
        ]
        givens: dict[str, set[str]] = defaultdict(set)
        if not emails and not families:
            return set(), givens
        with self._pool.lent() as connection:
            email_rows, name_rows = (answer.rows(tuple) for answer in connection.ask(statements))
        for given_name, family in name_rows:
            givens[family] |= name_matching.given_keys(given_name)
        return {email for (email,) in email_rows}, givens


FIND_FAMILIES: LiteralString = """
    select given_name, family_key from vault.person where family_key = any(%(keys)s)
"""

FIND_EMAILS: LiteralString = "select email_key from vault.person where email_key = any(%(emails)s)"
