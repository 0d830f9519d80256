"""Properties of the engine over generated histories, in any order."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from hypothesis import HealthCheck, given, settings

from efe_domain.shared.bassins import ALL_BASSINS
from efe_domain.shared.event import Event
from efe_infra.read_model.rebuild import rebuild
from efe_infra.read_model.tables.values import rows_of
from efe_projections.audit.rows import AuditEntryRow
from efe_projections.engine.batch import by
from efe_projections.engine.projection import Key
from efe_projections.engine.row import Row
from efe_projections.engine.viewer import Viewer
from tests.infra.read_model.histories import histories
from tests.infra.read_model.sample import SAMPLE
from tests.infra.read_model.world import Dump, World, as_json, differences, folded

property_of_histories = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@property_of_histories
@given(history=histories)
def test_rebuilt_equals_live(shared_world: World, history: Sequence[Event]) -> None:
    live(shared_world, history)
    followed = shared_world.dump()

    rebuild(shared_world.database, SAMPLE)

    assert shared_world.dump() == followed
    for memory in (0, 3, 10):
        shared_world.rebuild(page_size=3, memory=memory)
        assert shared_world.dump() == followed


@property_of_histories
@given(history=histories)
def test_the_size_of_pages_makes_no_difference(shared_world: World, history: Sequence[Event]) -> None:
    shared_world.empty()
    shared_world.record(*history)

    dumps = [projected(shared_world, page_size) for page_size in (1, 7, 2000)]

    assert dumps[0] == dumps[1] == dumps[2]


@property_of_histories
@given(history=histories)
def test_what_is_remembered_or_written_behind_makes_no_difference(
    shared_world: World, history: Sequence[Event]
) -> None:
    shared_world.empty()
    shared_world.record(*history)

    loaded = projected(shared_world, 5, memory=0)

    assert projected(shared_world, 5) == loaded
    assert projected(shared_world, 5, long=1) == loaded
    assert projected(shared_world, 5, memory=3, long=1) == loaded


@property_of_histories
@given(history=histories)
def test_a_row_as_of_a_position_is_the_fold_up_to_it(shared_world: World, history: Sequence[Event]) -> None:
    live(shared_world, history)

    recorded = shared_world.recorded()

    for position in range(len(recorded) + 1):
        assert shared_world.rows_at(position) == folded(recorded[:position])


@property_of_histories
@given(history=histories)
def test_a_row_is_found_by_its_key_as_it_held(shared_world: World, history: Sequence[Event]) -> None:
    """Between two lives, and before the first, there is none."""
    live(shared_world, history)

    states = [folded(shared_world.recorded()[:position]) for position in range(len(history) + 1)]

    for projection in SAMPLE:
        name = projection.row.TABLE.name
        keys = list({key for state in states for key in state[name]})
        for position, state in enumerate(states if keys else []):
            assert found_by_key(shared_world, projection.row, [*keys, *keys], position) == sorted(state[name].items())


@property_of_histories
@given(history=histories)
def test_a_new_version_is_there_only_where_the_row_changed(shared_world: World, history: Sequence[Event]) -> None:
    live(shared_world, history)

    recorded = shared_world.recorded()

    for projection in SAMPLE:
        name = projection.row.TABLE.name
        states = [folded(recorded[:position])[name] for position in range(len(recorded) + 1)]
        begun = sum(after[key] != before.get(key) for before, after in pairwise(states) for key in after)
        assert len(shared_world.dump()[name]) == begun


@property_of_histories
@given(history=histories)
def test_the_audit_trail_of_an_instance_has_no_gaps(shared_world: World, history: Sequence[Event]) -> None:
    live(shared_world, history)

    trails = defaultdict(list)
    for entry in entries(shared_world):
        trails[entry.bassin].append(entry)

    for bassin, trail in trails.items():
        concerned = [each for each in shared_world.recorded() if bassin in each.event.bassins]
        assert [entry.seq for entry in trail] == list(range(1, len(concerned) + 1))
        assert [(entry.position, entry.leaf) for entry in trail] == [(each.position, each.leaf) for each in concerned]


@property_of_histories
@given(history=histories)
def test_the_audit_trail_tells_what_changed(shared_world: World, history: Sequence[Event]) -> None:
    live(shared_world, history)

    states = [shared_world.rows_at(position) for position in range(len(history) + 1)]

    for entry in entries(shared_world):
        before, after = states[entry.position - 1], states[entry.position]
        assert {as_json(change) for change in entry.changes} == differences(before, after)


def live(world: World, history: Sequence[Event]) -> None:
    """Projects a history a few events at a time, without memory of earlier ones."""
    world.empty()
    world.record(*history)
    world.project(page_size=7, memory=0)


def projected(world: World, page_size: int, **how: int) -> Dump:
    world.forget()
    world.project(page_size=page_size, **how)
    return world.dump()


def found_by_key[R: Row](world: World, row: type[R], keys: Sequence[Key], at: int) -> Sequence[tuple[Key, R]]:
    batch = by(row, *row.TABLE.key)
    query = batch.read(keys, at, Viewer(bassins=ALL_BASSINS))
    with world.connect() as connection:
        connection.execute("set timezone = 'UTC'")
        found = connection.cursor(row_factory=rows_of(row)).execute(query.sql.encode(), query.params).fetchall()
    return [(batch.key_of(each), each) for each in found]


def entries(world: World) -> Sequence[AuditEntryRow]:
    with world.connect() as connection:
        cursor = connection.cursor(row_factory=rows_of(AuditEntryRow))
        return cursor.execute("select * from read.audit_entry order by bassin, seq").fetchall()
