"""Each figure of the barometer is what the events alone give, and counts exactly the lines of its list."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg.rows import namedtuple_row

from efe_domain.platform import Platform
from efe_domain.shared.bassins import ALL_BASSINS, Bassin
from efe_domain.shared.codec import decode
from efe_domain.shared.errors import Refusal
from efe_domain.shared.event import effective_on
from efe_infra.ledger.factory import ledger_env
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.read_model.reads.read_pool import DECLARE_VIEWER_SQL
from efe_infra.read_model.rebuild import rebuild
from efe_infra.read_model.tables.values import adapt
from efe_infra.samples.simulation.writing import simulate
from efe_projections.barometer.figure import BarometerFigureKey
from efe_projections.barometer.reads import BarometerDays, FigureLines, figure_counts
from efe_projections.barometer.registry import FIGURES
from efe_projections.catalogue import PROJECTIONS
from efe_projections.engine.query import ReadQuery
from efe_projections.engine.viewer import VISITOR, Viewer
from tests.conftest import Cloning
from tests.infra.commands.every_command import COMMANDS, who_may
from tests.infra.commands.stage import Stage, by
from tests.infra.read_model.barometer_recount import Recount, Summed

EVENTS = 9_000
SEED = 11
SIMULATED = "a simulated history"
NOT_SIMULATED = {
    BarometerFigureKey.OPINIONS_ANSWERED,
    BarometerFigureKey.OPINIONS_SENT,
    BarometerFigureKey.SUPPORTS_ENDED,
}
NOT_STAGED = {
    BarometerFigureKey.ATTENDANCE,
    BarometerFigureKey.CONDITIONS_MET,
    BarometerFigureKey.JOINT_PROJECTS,
    BarometerFigureKey.MEETING_RHYTHM,
}
"""Figures of which one of the two registers has no line; the other has."""


class Register:
    """Read tables over a simulated history, and the same history as events."""

    def __init__(self, database: Database, *, is_simulated: bool) -> None:
        self.is_simulated = is_simulated
        self._connection = psycopg.connect(database.conninfo(DatabaseRole.READ), autocommit=False)
        adapt(self._connection)
        with psycopg.connect(database.admin) as connection:
            stored = connection.execute("select topic, state from ledger.event order by position").fetchall()
        self.events = [decode(topic, bytes(state)) for topic, state in stored]
        self.concerned = Recount(self.events).concerned
        self.days = sorted({day for each in self.events if (day := effective_on(each))})

    def close(self) -> None:
        self._connection.close()

    def ask(self, query: ReadQuery[Any], viewer: Viewer) -> list[Any]:
        with self._connection.transaction():
            declared = {"bassins": ",".join(viewer.bassins), "poles": ",".join(map(str, viewer.poles))}
            self._connection.execute(DECLARE_VIEWER_SQL, declared)
            return self._connection.cursor(row_factory=namedtuple_row).execute(query.sql, query.params).fetchall()

    def recount(self, at: int) -> Recount:
        return Recount(self.events[:at], self.concerned)


def do_everything(database: Database) -> None:
    """Does every command once, corrections and withdrawals included."""
    with Platform(env=ledger_env(database)) as platform:
        stage = Stage(platform)
        for command, run in COMMANDS.items():
            with by(who_may(command)[0]), suppress(Refusal):
                run(stage)


@pytest.fixture(scope="module", params=[SIMULATED, "every command"])
def register(cloning: Cloning, request: pytest.FixtureRequest) -> Iterator[Register]:
    with cloning() as database:
        if request.param == SIMULATED:
            simulate(database, EVENTS, SEED)
        else:
            do_everything(database)
        rebuild(database, PROJECTIONS)
        register = Register(database, is_simulated=request.param == SIMULATED)
        yield register
        register.close()


def summed(rows: list[Any], figure: BarometerFigureKey, *, current: bool) -> Summed:
    own = [each for each in rows if each.figure == figure and each.current is current]
    [whole] = [each for each in own if each.part is None] or [None]
    return Summed(
        number=whole.number if whole else 0,
        total=whole.total if whole else 0,
        median=whole.median if whole else None,
        parts={each.part: (each.number, each.total) for each in own if each.part is not None},
    )


def periods(register: Register) -> st.SearchStrategy[BarometerDays]:
    """Draws periods that have facts of the register."""
    return st.builds(
        lambda last, length: BarometerDays(last - timedelta(length), last),
        st.sampled_from(register.days),
        st.integers(0, 800),
    )


bassins = st.none() | st.sampled_from(list(Bassin))
viewers = st.sampled_from([VISITOR, Viewer(bassins=ALL_BASSINS)]) | st.builds(
    lambda bassin: Viewer(bassins=(bassin,)), st.sampled_from(list(Bassin))
)


@settings(max_examples=15, deadline=None)
@given(data=st.data(), bassin=bassins, viewer=viewers)
def test_each_figure_is_what_the_events_alone_give(
    register: Register, data: st.DataObject, bassin: str | None, viewer: Viewer
) -> None:
    now, before = data.draw(periods(register)), data.draw(periods(register))
    at = data.draw(st.just(len(register.events)) | st.integers(1, len(register.events)))

    check_figures(register, now, before, viewer, at=at, bassin=bassin)


def check_figures(
    register: Register, now: BarometerDays, before: BarometerDays, viewer: Viewer, *, at: int, bassin: str | None
) -> None:
    rows = register.ask(figure_counts(now, before, viewer, at=at, bassin=bassin), viewer)
    recount = register.recount(at)

    for current, period in ((True, now), (False, before)):
        found = {figure: summed(rows, figure, current=current) for figure in FIGURES}
        assert found == {figure: recount.count(figure, period, viewer, bassin) for figure in FIGURES}


def test_the_whole_history_gives_each_figure_too(register: Register) -> None:
    days = BarometerDays(register.days[0], register.days[-1])

    check_figures(register, days, days, Viewer(bassins=ALL_BASSINS), at=len(register.events), bassin=None)


@pytest.mark.parametrize("bassin", [None, Bassin.LIEGE])
@pytest.mark.parametrize("viewer", [VISITOR, Viewer(bassins=("liege",)), Viewer(bassins=ALL_BASSINS)])
def test_a_list_has_exactly_as_many_lines_as_its_figure_counts(
    register: Register, viewer: Viewer, bassin: str | None
) -> None:
    at, days = len(register.events), BarometerDays(register.days[0], register.days[-1])
    rows = register.ask(figure_counts(days, days, viewer, at=at, bassin=bassin), viewer)

    for figure in FIGURES:
        listing = FigureLines(figure=figure, days=days, bassin=bassin)
        counted = summed(rows, figure, current=True)
        [number] = register.ask(listing.count(viewer, at=at), viewer)
        lines: list[Any] = []
        while page := register.ask(listing.page(viewer, at=at, after=place_of(lines), limit=997), viewer):
            lines += page

        assert len(lines) == number.number == counted.number
        assert len({(each.item, each.detail) for each in lines}) == len(lines)
        assert sum(each.value for each in lines) == counted.total


def place_of(lines: list[Any]) -> tuple[Any, ...] | None:
    return (lines[-1].day, lines[-1].item, lines[-1].detail) if lines else None


def test_every_figure_counts_something(register: Register) -> None:
    at, days = len(register.events), BarometerDays(register.days[0], register.days[-1])
    everyone = Viewer(bassins=ALL_BASSINS)
    rows = register.ask(figure_counts(days, days, everyone, at=at), everyone)

    empty = {figure for figure in FIGURES if not summed(rows, figure, current=True).number}
    assert empty == (NOT_SIMULATED if register.is_simulated else NOT_STAGED)
