"""Every table of the platform: its past is what a fold that stops there gives, what changed is what differs."""

from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from efe_domain.platform import Platform
from efe_domain.shared.bassins import ALL_BASSINS, Bassin
from efe_domain.shared.errors import Refusal
from efe_domain.shared.event import Event
from efe_infra.ledger.factory import ledger_env
from efe_infra.ledger.recorder import LedgerRecorder
from efe_infra.postgres.connection import connect
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.read_model.tables.values import adapt, rows_of
from efe_projections.audit.comparison import PositionComparison, RowDifference, of_entity, of_instance
from efe_projections.audit.parts import PARTS
from efe_projections.audit.rows import RecordedEventRow, TrailRow
from efe_projections.catalogue import PROJECTIONS
from efe_projections.correction.pending import PendingCorrectionRow
from efe_projections.correction.rows import CorrectionRow
from efe_projections.engine.row import Row
from efe_projections.engine.viewer import Viewer
from efe_projections.pole.representations import RepresentationRow
from efe_projections.project.rows import ProjectConcernRow
from efe_projections.project.timeline import ProjectFactRow
from efe_projections.search.rows import SearchEntryRow
from efe_projections.themes.rows import CitationRow
from tests.domain.histories import histories
from tests.infra.commands.every_command import COMMANDS, who_may
from tests.infra.commands.joint_meeting_stage import meet_today
from tests.infra.commands.stage import Stage, by
from tests.infra.read_model.world import Rows, World, as_json, differences

EVERYONE = Viewer(bassins=ALL_BASSINS)
NOT_COMPARED = {
    row.TABLE.name
    for row in (
        *(ProjectConcernRow, CorrectionRow, PendingCorrectionRow, ProjectFactRow),
        *(RepresentationRow, SearchEntryRow),
    )
}
property_of_histories = settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.fixture(scope="module")
def living(module_database: Database) -> Iterator[World]:
    """A database with every table of the platform, for the examples of a property, which begin by emptying it."""
    with closing(LedgerRecorder(module_database)) as recorder:
        yield World(module_database, recorder, PROJECTIONS)


@pytest.fixture
def everything(database: Database) -> Iterator[World]:
    """A ledger in which every command was done."""
    with Platform(env=ledger_env(database)) as platform, closing(LedgerRecorder(database)) as recorder:
        stage = Stage(platform)
        meet_today(stage)
        for command, do in COMMANDS.items():
            with by(who_may(command)[0]), suppress(Refusal):
                do(stage)
        yield World(database, recorder, PROJECTIONS)


def logged(world: World, position: int) -> dict[str, list[Any]]:
    """Returns the audit trail up to a position."""
    with world.connect() as connection:
        return {
            table.name: connection.execute(
                f"select * from read.{table.name} where position <= %s order by {', '.join(table.key)}", [position]
            ).fetchall()
            for table in (RecordedEventRow.TABLE, TrailRow.TABLE)
        }


def as_of_is_a_replay(world: World, positions: Sequence[int]) -> None:
    """All tables are read as of each position; then the events up to there, and no others, are folded anew."""
    world.forget()
    world.project(page_size=97)
    read = {position: (world.rows_at(position), logged(world, position)) for position in positions}
    for position, known in read.items():
        world.forget()
        world.project(page_size=position, pages=1) if position else None
        assert (world.rows_at(2**62), logged(world, 2**62)) == known
    world.forget()
    world.project(page_size=97)


@property_of_histories
@given(history=histories(), data=st.data())
def test_every_table_as_of_a_position_is_a_replay_up_to_it(
    living: World, history: Sequence[Event], data: st.DataObject
) -> None:
    living.empty()
    last = living.record(*history)

    as_of_is_a_replay(living, data.draw(st.lists(st.integers(0, last), min_size=2, max_size=4)))


def test_whatever_was_done_a_table_as_of_a_position_is_a_replay_up_to_it(everything: World) -> None:
    last = everything.recorder.max_notification_id() or 0

    as_of_is_a_replay(everything, [*range(0, last, 20), last])

    now = everything.rows_at(last)
    # Modalities take a decision of their own: those of the histories above are agreed.
    assert {name for name, rows in now.items() if not rows} == {"modalities"}


def compared(world: World, comparison: PositionComparison, at: int, viewer: Viewer = EVERYONE) -> list[RowDifference]:
    """Every page of it, as a reader of the database gets them."""
    found: list[RowDifference] = []
    with connect(world.database.conninfo(DatabaseRole.READ)) as connection:
        adapt(connection)
        for name, those in (("bassins", viewer.bassins), ("poles", viewer.poles)):
            connection.execute("select set_config(%s, %s, false)", [f"efe.viewer_{name}", ",".join(map(str, those))])
        while True:
            last = (found[-1].since, found[-1].name, found[-1].place) if found else None
            query = comparison.page(viewer, at=at, after=last, limit=50)
            page = connection.cursor(row_factory=rows_of(RowDifference)).execute(query.sql, query.params).fetchall()
            found += page
            if not page:
                return found


def entities(world: World) -> set[tuple[str, UUID]]:
    return {(each.topic.partition(".")[0], each.event.originator_id) for each in world.recorded()}


def changes(differences: Sequence[RowDifference]) -> list[bytes]:
    return sorted(as_json(change) for each in differences for change in each.changes)


def differing(before: Rows, after: Rows) -> list[bytes]:
    """As the plainest comparison finds them; of citations later, as they show only beside their themes."""
    left_out = NOT_COMPARED | {CitationRow.TABLE.name}
    kept = [{name: rows for name, rows in each.items() if name not in left_out} for each in (before, after)]
    return sorted(differences(*kept))


def without_citations(differences: Sequence[RowDifference]) -> list[RowDifference]:
    return [each for each in differences if each.name != CitationRow.TABLE.name]


def compares_what_differs(world: World, since: int, at: int) -> None:
    before, after = world.rows_at(since), world.rows_at(at)

    of_all = [
        each for kind, entity in entities(world) for each in compared(world, of_entity(kind, entity, since=since), at)
    ]

    assert changes(without_citations(of_all)) == differing(before, after)
    for each in of_all:
        assert each.before == (tuple(each.key) in keys(before[each.name]))
        assert each.after == (tuple(each.key) in keys(after[each.name]))


def keys(rows: Any) -> set[tuple[Any, ...]]:
    """As JSON has them."""
    return {tuple(part if isinstance(part, int) else str(part) for part in key) for key in rows}


@property_of_histories
@given(history=histories(), data=st.data())
def test_what_is_compared_is_what_differs(living: World, history: Sequence[Event], data: st.DataObject) -> None:
    living.empty()
    last = living.record(*history)
    living.project()
    since, at = sorted(data.draw(st.tuples(st.integers(0, last), st.integers(0, last))))

    compares_what_differs(living, since, at)

    for bassin in (Bassin.LIEGE, Bassin.NAMUR):
        of_it = [concerning(bassin, living.rows_at(position)) for position in (since, at)]
        found = compared(living, of_instance(bassin, since=since), at)
        assert changes(without_citations(found)) == differing(*of_it)


def concerning(bassin: Bassin, rows: Rows) -> Rows:
    return {name: {key: row for key, row in table.items() if concerns(row, bassin)} for name, table in rows.items()}


def concerns(row: Row, bassin: Bassin) -> bool:
    return bassin in getattr(row, "bassins", (getattr(row, "bassin", None),))


def test_whatever_was_done_what_is_compared_is_what_differs(everything: World) -> None:
    everything.project()
    last = everything.recorder.max_notification_id() or 0

    for since, at in ((0, last), (last // 2, last), (last - 40, last), (10, last // 2)):
        compares_what_differs(everything, since, at)


def test_a_stranger_compares_only_what_everybody_sees(everything: World) -> None:
    everything.project()
    last = everything.recorder.max_notification_id() or 0

    seen = [each for kind, entity in entities(everything) for each in strangers(everything, kind, entity, last)]

    public = {
        "instance",
        "body",
        "axis",
        "axis_match",
        "funding_call",
        "operator",
        "operator_change",
        "site",
        "ressort",
        "competence",
        "zone",
        "forgotten_person",
    }
    published = {"pole", "decision", "opinion", "theme_list", "theme_citation", "project"}
    assert {each.name for each in seen} == public | published


def strangers(world: World, kind: str, entity: UUID, at: int) -> list[RowDifference]:
    return compared(world, of_entity(kind, entity, since=0), at, Viewer())


def test_every_table_shows_one_entity() -> None:
    tables = [row.TABLE.name for parts in PARTS.values() for row in parts]
    shared = {"access_grant", "attachment"}

    assert set(tables) | NOT_COMPARED == {projection.row.TABLE.name for projection in PROJECTIONS}
    assert {name for name in tables if tables.count(name) > 1} == shared
