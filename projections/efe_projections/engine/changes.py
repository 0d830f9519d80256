"""Last changes of tables: whether what was read of them before is still what they show."""

from collections.abc import Collection, Mapping
from functools import lru_cache

import msgspec

from efe_projections.engine.query import ReadQuery

TABLES_ID = "to_regclass('read.position')::oid::bigint"
"""SQL for the identity of the read tables now. A rebuild changes it; a streaming replica has the same."""
PLANNED_TABLES_ID = "'read.position'::regclass::oid::bigint"
"""SQL for the identity of the read tables as a statement was planned. It is found in the order of the text, and kept
with the plan, as the tables are."""


class ReadState(msgspec.Struct, frozen=True):
    """State of the read model: its position, the identity of its tables, and the last change of each as one text.

    `sealed` is the state of the ledger log: the size of its last checkpoint, and how many witnesses cosigned it.
    """

    position: int
    tables: int
    changes: str
    sealed: str

    def unchanged(self, names: Collection[str], since: int) -> bool:
        """Tells whether no table of these has changed after a position. One whose changes are not tracked has."""
        last = last_changes(self.changes)
        return all(last.get(name, since + 1) <= since for name in names)


@lru_cache(maxsize=16)
def last_changes(text: str) -> Mapping[str, int]:
    """Returns the positions by table; each line has both. The same text comes again while nothing is recorded."""
    lines = (line.partition(" ") for line in text.splitlines())
    return {name: int(position) for name, _, position in lines}


def state_of(model: str) -> ReadQuery[ReadState]:
    """Returns the query for the state of a read model, from one snapshot.

    It is public: that a table has changed tells no more than that something was recorded.
    """
    return ReadQuery(
        f"""
            select position, {TABLES_ID} as tables, coalesce((
                select string_agg(name || ' ' || position, E'\\n') from read.table_change
            ), '') as changes, coalesce((
                select size || ' ' || (
                    select count(*) from seal.ledger_cosignature as cosigned where cosigned.size = last.size
                )
                from seal.ledger_checkpoint as last order by size desc limit 1
            ), '') as sealed
            from read.position where name = %(name)s
        """,  # noqa: S608
        {"name": model},
        ReadState,
    )
