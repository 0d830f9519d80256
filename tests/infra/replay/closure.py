"""Rows that concern an Instance, compared before and after an event that does not concern it: none may change."""

from typing import Any

from efe_domain.shared.bassins import Bassin
from efe_infra.postgres.connection import connect
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.read_model.tables.definition import tables_of
from efe_projections.catalogue import PROJECTIONS
from efe_projections.engine.query import concerning
from efe_projections.engine.row import ReadTable


def leaks(database: Database) -> list[tuple[Any, ...]]:
    """Table, topic, position, Instance and key of each row whose concern changed behind the back of the Instance."""
    with connect(database.conninfo(DatabaseRole.PROJECTOR)) as connection:
        return [
            (table.name, *found)
            for table in tables_of(PROJECTIONS)
            for found in connection.execute(_query(table), {"bassins": list(Bassin)}).fetchall()
        ]


def _query(table: ReadTable) -> str:
    before, after = (
        concerning(table, "row", "instance.code", at)
        for at in ("(recorded_event.position - 1)", "recorded_event.position")
    )
    return f"""
        select recorded_event.kind, recorded_event.position, instance.code,
            {", ".join(f"row.{name}" for name in table.key)}
        from read.{table.name} as row, unnest(%(bassins)s::text[]) as instance (code), read.recorded_event
        where instance.code <> all(recorded_event.bassins) and coalesce({before}, false) <> coalesce({after}, false)
        order by recorded_event.position, instance.code limit 10
    """
