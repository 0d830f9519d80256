"""A read model that catches up: the runner with every projection and the audit trail, against the library's."""

from time import perf_counter
from typing import Any

import msgspec
import psycopg

from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.read_model.position_watch import PositionWatch
from efe_infra.read_model.runner import Runner
from efe_infra.read_model.tables.definition import tables_of
from efe_infra.read_model.tables.session import open_session, prepare_writing
from efe_projections.catalogue import PROJECTIONS
from tests.bench.figures import Against, Aged, against, aged, in_turns
from tests.bench.plain import PlainChronicle
from tests.bench.plain_view import TemporalView
from tests.bench.plan import Plan
from tests.bench.stage import PATIENCE, Chronicle, Stage


class Mix(msgspec.Struct, frozen=True, kw_only=True):
    """Mix of the followed events: percentages by kind, and rows for each event on average."""

    events: int
    percent: dict[str, float]
    audit_entries_per_event: float
    row_versions_per_event: float


class CatchUp(msgspec.Struct, frozen=True, kw_only=True):
    """`temporal` is against a runner that writes about as many rows as ours, `copying` against COPY of ours alone."""

    plain: Against
    temporal: Against
    copying: Against
    aged: Aged
    mix: Mix


def measure(stage: Stage, plan: Plan, old: Chronicle) -> CatchUp:
    """Afterwards the old ledger is longer by a chapter a round, and its read model is up with it."""
    young = Chronicle(stage.fresh())
    young.write(plan.chapter)
    follow(old.database, old.position)
    plain, temporal = PlainChronicle(stage.bare()), PlainChronicle(stage.bare(), TemporalView)
    rows = followed_rows(stage.copy(young.database), young.position)
    measured, measured_later, *others = in_turns(
        plan.rounds,
        lambda: plan.chapter / follow(stage.copy(young.database), young.position),
        lambda: plan.chapter / follow(old.database, old.write(plan.chapter)),
        lambda: plain.follow(plan.plain_chapter),
        lambda: temporal.follow(plan.plain_chapter),
        lambda: plan.chapter / copy_alone(stage.fresh(), rows),
    )
    follow(young.database, young.position)
    return CatchUp(
        plain=against(measured, others[0]),
        temporal=against(measured, others[1]),
        copying=against(measured, others[2]),
        aged=aged(measured_later, measured),
        mix=mix(young.database),
    )


def follow(database: Database, position: int) -> float:
    """Start a runner; the seconds until the position is reached."""
    watch = PositionWatch()
    started = perf_counter()
    with Runner(database, PROJECTIONS, watch):
        watch.wait(position, PATIENCE)
        return perf_counter() - started


def followed_rows(database: Database, position: int) -> dict[str, bytes]:
    """Returns the rows of each read table, as COPY gives them once the position is reached."""
    follow(database, position)
    with psycopg.connect(database.admin) as connection:
        return {table.name: _copied_out(connection, table.name) for table in tables_of(PROJECTIONS)}


def _copied_out(connection: psycopg.Connection[Any], table: str) -> bytes:
    with connection.cursor().copy(f"copy read.{table} to stdout (format binary)".encode()) as copy:
        return b"".join(bytes(data) for data in copy)


def copy_alone(database: Database, rows: dict[str, bytes]) -> float:
    """The seconds that it takes to write these rows into the empty tables and their indexes, and nothing else."""
    with open_session(database, DatabaseRole.PROJECTOR, "efe-bench") as connection:
        prepare_writing(connection)
        started = perf_counter()
        for table, data in rows.items():
            with connection.cursor().copy(f"copy read.{table} from stdin (format binary)".encode()) as copy:
                copy.write(data)
        return perf_counter() - started


def mix(database: Database) -> Mix:
    """Measures the mix of a ledger whose read model is up to date."""
    with psycopg.connect(database.admin) as connection:

        def counted(table: str) -> int:
            [(rows,)] = connection.execute(f"select count(*) from {table}".encode())
            return int(rows)

        kinds = connection.execute(
            "select split_part(topic, '.', 1), count(*) from ledger.event group by 1 order by 1"
        )
        events = counted("ledger.event")
        versions = sum(counted(f"read.{projection.row.TABLE.name}") for projection in PROJECTIONS)
        return Mix(
            events=events,
            percent={kind: 100 * count / events for kind, count in kinds},
            audit_entries_per_event=counted("read.audit_entry") / events,
            row_versions_per_event=versions / events,
        )
