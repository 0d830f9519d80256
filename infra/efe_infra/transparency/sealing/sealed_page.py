"""Page of ledger events that the sealer folds into entries of the ledger log and writes in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, LiteralString

import msgspec

from efe_domain.transparency.merkle import CompactRange, leaf_hash
from efe_domain.transparency.routed_log import Genesis, RouteInvalid, entry
from efe_infra.ledger.leaf import leaf
from efe_infra.ledger.pages import LedgerEvent
from efe_infra.transparency.sealing.errors import EventAltered, RouteUnknown
from efe_infra.transparency.sealing.ledger_log import TILE, TREE, Connection


class _Addresses(msgspec.Struct):
    """Addresses in a state: the only part of it that sealing reads."""

    bassins: tuple[str, ...] = ()


_decoder = msgspec.json.Decoder(_Addresses)


def addresses(state: bytes) -> tuple[str, ...]:
    """Returns the Instances to which an event with that state is addressed."""
    return _decoder.decode(state).bassins


@dataclass
class SealedPage:
    """Rows that a page adds, and the log after it."""

    log: CompactRange
    entries: list[tuple[int, bytes]] = field(default_factory=list)
    subtrees: list[tuple[str, int, int, bytes]] = field(default_factory=list)

    def append(self, digest: bytes) -> None:
        """Appends a leaf. Complete subtrees are kept at every eighth level."""
        self.log.append(digest, self._keep)

    def _keep(self, level: int, index: int, digest: bytes) -> None:
        if level % TILE == 0:
            self.subtrees.append((TREE, level, index, digest))


def fold(genesis: Genesis, log: CompactRange, events: Sequence[LedgerEvent]) -> SealedPage:
    """Appends the entries of the events to `log`. Raises `EventAltered` or `RouteUnknown`."""
    page, masks = SealedPage(log), dict[tuple[str, ...], int]()
    if not log.size:
        page.append(genesis.hash())
    for event in events:
        if leaf(*event[:-1]) != event.leaf:
            raise EventAltered(event.position)
        bassins = addresses(event.state)
        if bassins not in masks:
            masks[bassins] = _mask(genesis, bassins, event.position)
        data = entry(masks[bassins], event.leaf)
        page.entries.append((event.position, data))
        page.append(leaf_hash(data))
    return page


def write(connection: Connection, page: SealedPage) -> None:
    """Writes the rows. Raises psycopg's `RestrictViolation` unless the entries follow the last one."""
    _copy(connection, "seal.entry (position, entry)", ["int8", "bytea"], page.entries)
    _copy(connection, "seal.subtree (tree, level, index, hash)", ["text", "int2", "int8", "bytea"], page.subtrees)


def _mask(genesis: Genesis, bassins: Sequence[str], position: int) -> int:
    try:
        return genesis.mask(bassins)
    except RouteInvalid as error:
        raise RouteUnknown(position) from error


def _copy(connection: Connection, target: LiteralString, types: list[str], rows: Sequence[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"copy {target} from stdin (format binary)") as copy:
        copy.set_types(types)
        for row in rows:
            copy.write_row(row)
