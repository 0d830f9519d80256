"""Last changes of tables: whether what was read of them before is still what they show."""

from collections.abc import Collection

import msgspec

from efe_projections.engine.query import ReadQuery

TABLES_ID = "to_regclass('read.position')::oid::bigint"
"""SQL for the identity of the read tables now. A rebuild changes it; a streaming replica has the same."""
PLANNED_TABLES_ID = "'read.position'::regclass::oid::bigint"
"""SQL for the identity of the read tables as a statement was planned. It is found in the order of the text, and kept
with the plan, as the tables are."""


class TablesState(msgspec.Struct, frozen=True):
    """State of some tables: the identity of all, and whether none of these has changed since a position."""

    tables: int
    unchanged: bool


def unchanged_since(names: Collection[str], position: int) -> ReadQuery[TablesState]:
    """Returns the state of these tables. One whose changes are not tracked counts as changed.

    It is public: that a table has changed tells no more than that something was recorded.
    """
    return ReadQuery(
        sql=f"""
            select {TABLES_ID} as tables, (
                select count(*) from read.table_change
                where name = any(%(names)s::text[]) and position <= %(since)s::bigint
            ) = cardinality(%(names)s::text[]) as unchanged
        """,  # noqa: S608
        params={"names": sorted(names), "since": position},
        row=TablesState,
    )
