"""Summary of the demonstration by bassin, counted from the read tables."""

from dataclasses import dataclass

from psycopg.rows import class_row

from efe_infra.postgres.connection import connect_without_timeout
from efe_infra.postgres.database import Database, DatabaseRole


@dataclass(frozen=True)
class BassinSummary:
    """Counts of an Instance. `members` sit now, `operators` have an open site, `events` and `projects` concern it.

    On `pending` projects, submitted to it, it has not given its verdict.
    """

    bassin: str
    operators: int
    poles: int
    members: int
    projects: int
    pending: int
    events: int


@dataclass(frozen=True)
class Summary:
    position: int
    bassins: dict[str, BassinSummary]


_COUNTS = """
    select instance.bassin,
        (select count(distinct operator) from read.site
            where site.bassin = instance.bassin and until is null and to_position is null) as operators,
        (select count(*) from read.pole where pole.bassin = instance.bassin and to_position is null) as poles,
        (select count(*) from read.membership
            where membership.bassins[1] = instance.bassin and until is null and to_position is null) as members,
        (select count(*) from read.project where instance.bassin = any(bassins) and to_position is null) as projects,
        (select count(*) from read.hearing
            where hearing.bassin = instance.bassin and submitted_number is not null and verdict is null
                and until is null and to_position is null) as pending,
        (select count(*) from read.audit_entry where audit_entry.bassin = instance.bassin) as events
    from read.instance where to_position is null
"""


def summary(database: Database) -> Summary:
    """Counts as `efe_projector`, which sees all Instances: for the operator of the installation only."""
    with connect_without_timeout(database.conninfo(DatabaseRole.PROJECTOR)) as connection:
        (position,) = connection.execute("select max(position) from read.position").fetchone() or (0,)
        rows = connection.cursor(row_factory=class_row(BassinSummary)).execute(_COUNTS).fetchall()
    return Summary(position, {row.bassin: row for row in rows})
