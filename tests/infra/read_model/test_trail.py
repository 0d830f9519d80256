"""Pages of a filtered trail: merged of what is of few Instances and what is of all, and as gapless as the whole."""

from typing import Any, Final

import pytest

from efe_domain.law.rules import Rule
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.read_model.rebuild import rebuild
from efe_infra.read_model.tables.session import open_session
from efe_infra.samples.simulation.history import SEED
from efe_infra.samples.simulation.writing import simulate
from efe_projections.audit.reads import TrailFilter
from efe_projections.catalogue import PROJECTIONS
from efe_projections.engine.query import ReadQuery
from efe_projections.engine.viewer import Viewer
from tests.plans.explained import Explainer

EVENTS: Final = 2_000
LIEGE: Final = Viewer(bassins=("liege",))
PAGE: Final = 17
COMMON: Final = "operator.site-opened.v1"
EVERY = """
    select place.seq, place.position, event.kind, event.actor, event.rule, event.subject
    from read.trail as place join read.recorded_event as event using (position)
    where place.bassin = 'liege' order by place.seq
"""


@pytest.fixture(scope="module")
def written(module_database: Database) -> Database:
    simulate(module_database, EVENTS, SEED)
    rebuild(module_database, PROJECTIONS)
    return module_database


@pytest.fixture(scope="module")
def every(written: Database) -> list[Any]:
    """The trail of Liège, one by one."""
    with open_session(written, DatabaseRole.PROJECTOR, "test") as connection:
        return connection.execute(EVERY).fetchall()


def most(words: list[str]) -> str:
    return max(sorted(set(words)), key=words.count)


def wanted(every: list[Any]) -> dict[str, TrailFilter]:
    """The actor is the one who did most; they registered operators too."""
    busiest = most([actor for _, _, _, actor, _, _ in every])
    own = most([kind for _, _, kind, *_ in every if not kind.startswith("operator.")])
    subject = next(subject for _, _, kind, _, _, subject in every if kind == COMMON)
    return {
        "an own kind": TrailFilter(kinds=(own,)),
        "a common kind": TrailFilter(kinds=(COMMON,)),
        "both kinds": TrailFilter(kinds=(own, COMMON)),
        "an actor": TrailFilter(actor=busiest),
        "a common kind of an actor": TrailFilter(kinds=(COMMON,), actor=busiest),
        "a rule": TrailFilter(rule=Rule.PS_LOCAL),
        "a rule of a subject": TrailFilter(rule=Rule.PS_LOCAL, subject=subject),
    }


def of(every: list[Any], what: TrailFilter, *, at: int) -> list[tuple[int, int]]:
    return [
        (seq, position)
        for seq, position, kind, actor, rule, subject in every
        if position <= at
        and (what.kinds is None or kind in what.kinds)
        and what.actor in (None, actor)
        and what.rule in (None, rule)
        and what.subject in (None, subject)
    ]


def read(database: Database, what: TrailFilter, *, at: int, descending: bool, viewer: Viewer = LIEGE) -> list[Any]:
    """All pages, one after the other."""
    found: list[Any] = []
    listing, after = what.listing("liege", descending=descending), None
    with Explainer(database) as explainer:
        while page := explainer.rows(listing.page(viewer, at=at, after=after, limit=PAGE)):
            found += [(row["seq"], row["position"]) for row in page]
            after = (page[-1]["position"],)
    return found


def number(database: Database, query: ReadQuery[Any]) -> int:
    with Explainer(database) as explainer:
        [counted] = explainer.rows(query)
    return int(counted["number"])


@pytest.mark.parametrize("at", [EVENTS, 1_700])
def test_a_filtered_trail_has_what_the_whole_one_has_of_it(written: Database, every: list[Any], at: int) -> None:
    for name, what in wanted(every).items():
        expected = of(every, what, at=at)

        assert read(written, what, at=at, descending=False) == expected, name
        assert read(written, what, at=at, descending=True) == expected[::-1], name
        assert number(written, what.listing("liege").count(LIEGE, at=at)) == len(expected) > 0, name


def test_both_parts_are_in_it(every: list[Any]) -> None:
    asked = wanted(every)

    assert len(of(every, asked["an own kind"], at=EVENTS)) > PAGE
    assert len(of(every, asked["a common kind"], at=EVENTS)) > PAGE
    parts = {kind == COMMON for _, _, kind, actor, _, _ in every if actor == asked["an actor"].actor}
    assert parts == {True, False}


def test_a_filtered_trail_is_shown_to_nobody_else(written: Database, every: list[Any]) -> None:
    for name, what in wanted(every).items():
        namur = Viewer(bassins=("namur",))

        assert read(written, what, at=EVENTS, descending=False, viewer=namur) == [], name
        assert number(written, what.listing("liege").count(namur, at=EVENTS)) == 0, name
