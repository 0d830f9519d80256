"""No read looks at the whole history, however it is planned, whoever asks and as of whenever."""

import ast
from contextlib import closing
from inspect import isfunction

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.read_model.rebuild import rebuild
from efe_infra.samples.simulation.history import SEED
from efe_infra.samples.simulation.writing import simulate
from efe_projections.catalogue import PROJECTIONS
from efe_projections.engine.listing import Listing
from efe_projections.engine.tables_read import tables_read
from efe_projections.engine.viewer import VISITOR, Viewer
from efe_projections.meeting.rows import MeetingRow
from efe_projections.pole.rows import PoleRow
from efe_projections.tasks.kinds import TaskKind
from efe_projections.tasks.reads import TaskList
from tests.plans.asked import all_reads, gives_reads, modules, variants
from tests.plans.by_key import columns_of
from tests.plans.explained import Explained, Explainer, Mode, Scan
from tests.plans.filled import fill
from tests.plans.judged import FEW, WALKS, faults, walks
from tests.plans.sample import BASSIN, sample
from tests.plans.survey import survey

EVENTS = 100_000
WAITING = SQL("select count(*) from read.meeting where to_position is null and {}")

ROWS_OF_ARGUMENTS = {"generate_series", "jsonb_array_elements", "unnest"}


@pytest.fixture(scope="module")
def old(module_database: Database) -> Database:
    """A long history, and rows in every table."""
    simulate(module_database, EVENTS, SEED)
    rebuild(module_database, PROJECTIONS)
    fill(module_database)
    return module_database


def test_no_read_looks_at_the_whole_history(old: Database) -> None:
    seen = list(survey(old))

    assert [str(each) for each in seen if each.faults] == []
    assert len(seen) > 4_000


def test_every_read_depends_on_read_tables_alone(old: Database) -> None:
    """An answer that has nothing but these reads may be given again while nothing is recorded.

    PostgreSQL says the same of them, as it plans them.
    """
    with psycopg.connect(old.conninfo(DatabaseRole.PROJECTOR)) as connection:
        asked = list(all_reads(sample(connection)))
    queries = [(each.name, each.query(VISITOR, 1)) for each in asked]
    alone = {query.sql: query for _, query in queries if tables_read(query.sql) is not None}
    with Explainer(old) as explainer:
        sources = set().union(*map(explainer.sources, alone.values()))

    assert {name for name, query in queries if query.sql not in alone} == {"changes.state_of"}
    assert {each for each in sources if not each.startswith("read.")} == ROWS_OF_ARGUMENTS


def test_what_is_borne_is_there(old: Database) -> None:
    with psycopg.connect(old.conninfo(DatabaseRole.PROJECTOR)) as connection:
        names = [asked.name for asked in all_reads(sample(connection))]

    assert {walks(name) for name in names} == {None, *WALKS}


@pytest.mark.parametrize(
    ("index", "read"),
    [
        ("analysis_version", "by analysis id"),
        ("recorded_event_subject_position", "audit.history"),
        ("trail_bassin_position", "audit.TrailFilter"),
        ("trail_kind_bassin_position", "audit.TrailFilter of one kind"),
        ("trail_actor_bassin_position", "audit.TrailFilter of one actor"),
        ("trail_rule_bassin_position", "audit.TrailFilter of one rule"),
        ("recorded_event_common_kind_position", "audit.TrailFilter of one kind"),
        ("recorded_event_common_rule_position", "audit.TrailFilter of one rule"),
        ("trail_key", "by audit_entry bassin seq"),
        ("meeting_version", "by meeting id"),
        ("meeting_assembly_day_id", "meeting.meetings"),
        ("decision_pole_proposed_on_proposed_position", "decision.decisions pole"),
        ("decision_version", "by decision id"),
        ("decision_position_version", "by decision_position decision"),
    ],
)
def test_without_its_index_a_read_is_at_fault(old: Database, index: str, read: str) -> None:
    with psycopg.connect(old.admin, autocommit=True) as admin:
        [(definition,)] = admin.execute("select pg_get_indexdef(%s::regclass)", [f"read.{index}"]).fetchall()
        admin.execute(SQL("drop index read.{}").format(Identifier(index)))
        with closing(survey(old, read)) as seen:
            at_fault = any(each.faults for each in seen)
        admin.execute(definition)

    assert at_fault


@pytest.mark.parametrize(
    ("kind", "indexes"),
    [
        (TaskKind.MEETING_TO_RECORD, {"meeting_waiting_1"}),
        (TaskKind.MINUTES_TO_ADOPT, {"meeting_waiting_2", "meeting_waiting_3"}),
    ],
)
def test_meetings_that_wait_are_found_past_those_that_wait_no_more(
    old: Database, kind: TaskKind, indexes: set[str]
) -> None:
    """No read looks at every past meeting."""
    with psycopg.connect(old.conninfo(DatabaseRole.PROJECTOR)) as connection:
        taken = sample(connection)
    asked = TaskList(day=taken.values["day"], person=None, poles=(), coordinated=(BASSIN,), kinds=(kind,))
    query = asked.page(Viewer(bassins=(BASSIN,)), at=taken.position, after=None, limit=1)
    condition = MeetingRow.TABLE.waiting[int(min(indexes)[-1]) - 1].index_predicate
    with psycopg.connect(old.admin) as admin, Explainer(old) as explainer:
        [(waiting,)] = admin.execute(WAITING.format(SQL(condition))).fetchall()
        found = explainer.explain(query, Mode.GENERIC)

    assert {scan.index for scan in found.scans} == indexes
    assert found.touched <= waiting


@pytest.mark.parametrize(
    ("read", "allowed"),
    [("access.grants_of", False), ("meeting.overdue_poles", False), ("personal_data.held_of_person 1", True)],
)
def test_what_is_borne_searches_no_table_but_for_one_person(old: Database, read: str, allowed: bool) -> None:
    with psycopg.connect(old.conninfo(DatabaseRole.PROJECTOR)) as connection:
        asked = next(each for each in all_reads(sample(connection)) if each.name == read)
    searched = Scan(kind="Seq Scan", table="meeting", index="", kept=0, dropped=FEW + 1)

    found = faults(asked, Explained(rows=0, pages=1, scans=(searched,)), {"meeting": FEW + 1})

    assert ("all of meeting" not in found) is allowed


def test_a_parameter_of_which_nobody_said_what_it_is_asked_with_is_told(old: Database) -> None:
    def read(*, colour: str | None = None) -> Listing[PoleRow]:
        return Listing(row=PoleRow, order=(colour or "id",))

    with psycopg.connect(old.conninfo(DatabaseRole.PROJECTOR)) as connection, pytest.raises(KeyError, match="colour"):
        list(variants(read, sample(connection)))


def test_a_read_by_key_of_which_nobody_said_what_it_reads_is_told() -> None:
    call = ast.parse("by(somewhere, column)", mode="eval").body

    assert isinstance(call, ast.Call)
    with pytest.raises(LookupError, match="somewhere"):
        columns_of(call)


def test_what_gives_reads_is_a_function_or_one_of_few_types() -> None:
    gives = {
        each.__name__
        for module in modules()
        for each in vars(module).values()
        if isinstance(each, type)
        and each.__module__ == module.__name__
        and any(gives_reads(method) for method in vars(each).values() if isfunction(method))
    }

    assert gives == {"FigureLines", "PositionComparison", "Listing", "SearchList", "TaskList", "TrailFilter"}
