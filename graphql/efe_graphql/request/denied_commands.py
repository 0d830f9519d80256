"""Commands refused for want of rights, as monitoring receives them: the ledger has no event of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from efe_domain.shared.bassins import Bassin
from efe_domain.shared.errors import Forbidden, Refusal
from efe_graphql.contract.errors import Unauthenticated


@dataclass(frozen=True, kw_only=True)
class RefusedCommand:
    """A refused command. `account` is None for a visitor, `subjects` are ids in the input. It holds no text of a
    client."""

    command: str
    code: str
    account: UUID | None
    bassin: Bassin | None
    subjects: tuple[UUID, ...]
    correlation_id: str


def is_about_rights(refusal: Refusal) -> bool:
    """Tells whether an account with other rights might have executed the command."""
    return isinstance(refusal, Forbidden | Unauthenticated)


def uuids(ids: Iterator[str]) -> Iterator[UUID]:
    """Yields the UUIDs of global ids, without malformed ones."""
    for each in ids:
        try:
            yield UUID(each.partition(":")[2].partition("@")[0])
        except ValueError:
            continue
