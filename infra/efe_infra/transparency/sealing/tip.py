"""Where the ledger log stands, checked against what it must agree with before anything goes onto it."""

from dataclasses import dataclass
from typing import LiteralString

from efe_domain.transparency.merkle import CompactRange
from efe_infra.transparency.sealing.errors import SealBroken
from efe_infra.transparency.sealing.ledger_log import Connection, last_entry, range_at

LAST_EVENT: LiteralString = """
    select substr(entry, 3) = leaf
    from seal.entry left join ledger.event using (position) where position = %s
"""


@dataclass(frozen=True)
class Tip:
    """The last position that has an entry, and the log up to it."""

    last: int
    log: CompactRange


def read_tip(connection: Connection) -> Tip:
    """Raises `SealBroken`."""
    last = last_entry(connection)
    if not last:
        return Tip(0, CompactRange())
    if connection.execute(LAST_EVENT, [last]).fetchone() != (True,):
        raise SealBroken(f"position {last}", "son dernier événement n'est plus celui du registre")
    return Tip(last, range_of(connection, last + 1))


def range_of(connection: Connection, size: int) -> CompactRange:
    """The log of that many leaves. Raises `SealBroken` when a part of it is gone."""
    try:
        return range_at(connection, size)
    except (KeyError, ValueError) as error:
        raise SealBroken(f"taille {size}", "une partie de son arbre manque ou n'est pas la sienne") from error
