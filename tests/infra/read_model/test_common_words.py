"""A search for a common word: its pages have all that answers, at a cost that does not grow with the register."""

from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest

from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.read_model.rebuild import rebuild
from efe_infra.samples.simulation.history import RECORDED, SEED
from efe_infra.samples.simulation.writing import simulate
from efe_projections.catalogue import PROJECTIONS
from efe_projections.engine.query import ReadQuery, alive, viewing
from efe_projections.engine.viewer import VISITOR, Viewer
from efe_projections.search.kinds import LETTERS, SearchKind
from efe_projections.search.reads import MAX_COUNT, search
from efe_projections.search.rows import SearchEntryRow
from tests.conftest import Cloning
from tests.infra.console.browser import Browser
from tests.infra.read_model.given import LIEGE
from tests.plans.explained import Explained, Explainer, Mode
from tests.running import serving

EVENTS = 5_000
LONGER = 4 * EVENTS
PLACES = [*SearchKind]
SEEN = f"""
    select * from read.search_entry where {alive()} and (project is null or exists (
        select from read.project where project.project = search_entry.project and {alive("project")}
    )) and %(viewer_bassins)s::text[] is not null and %(viewer_poles)s::uuid[] is not null
"""
"""The rows that the policy of the database shows, whatever their words."""


@pytest.fixture(scope="module")
def register(cloning: Cloning) -> Iterator[Database]:
    yield from simulated(cloning, EVENTS)


@pytest.fixture(scope="module")
def longer(cloning: Cloning) -> Iterator[Database]:
    yield from simulated(cloning, LONGER)


def simulated(cloning: Cloning, events: int) -> Iterator[Database]:
    with cloning() as database:
        simulate(database, events, SEED)
        rebuild(database, PROJECTIONS)
        yield database


def a_member(database: Database) -> Viewer:
    with psycopg.connect(database.conninfo(DatabaseRole.PROJECTOR)) as connection:
        [(pole,)] = connection.execute(
            "select pole from read.search_entry where kind = 'decision' and not published"
            " group by pole order by count(*) desc, pole limit 1"
        )
    return Viewer(poles=(pole,))


def expected(explainer: Explainer, text: str, viewer: Viewer, at: int) -> list[UUID]:
    """Compares the words of the search with every row that the viewer sees, without an index."""
    words = search(text, day=RECORDED).words
    seen = explainer.rows(ReadQuery(SEEN, {"at": at, **viewing(viewer)}, SearchEntryRow))
    ranked = [
        (match, PLACES.index(row["kind"]), -row["changed_position"], row["id"])
        for row in seen
        if (match := words.match(row["title"], texts_of(row))) is not None
    ]
    return [each[-1] for each in sorted(ranked)]


def texts_of(row: dict[str, Any]) -> list[str]:
    letter = LETTERS[row["kind"]]
    return [word.removeprefix(letter) for word in row["words"] if word.startswith(letter)]


def walked(explainer: Explainer, text: str, viewer: Viewer, at: int, *, limit: int) -> list[UUID]:
    """Reads page after page, each after the last row of the one before."""
    listing = search(text, day=RECORDED)
    ids: list[UUID] = []
    after = None
    while rows := explainer.rows(listing.page(viewer, at=at, after=after, limit=limit)):
        ids += [row["id"] for row in rows if row["kind"] != SearchKind.COMMUNE]
        after = tuple(rows[-1][name] for name in listing.order)
    return ids


@pytest.mark.parametrize("text", ["simulé", "réunion", "pôle", "projet", "exemple", "sim", "réun", "décision 1"])
@pytest.mark.parametrize(("who", "at"), [("liege", EVENTS), ("liege", 1_777), ("visitor", EVENTS), ("member", 3_333)])
def test_the_pages_have_all_that_answers_in_one_order(register: Database, text: str, who: str, at: int) -> None:
    viewer = {"liege": LIEGE, "visitor": VISITOR, "member": a_member(register)}[who]
    with Explainer(register) as explainer:
        whole = expected(explainer, text, viewer, at)
        pages = walked(explainer, text, viewer, at, limit=100)
        [count] = explainer.rows(search(text, day=RECORDED).count(viewer, at=at))

    assert pages == whole
    assert count["number"] == len(whole)


def test_a_page_may_end_anywhere(register: Database) -> None:
    with Explainer(register) as explainer:
        whole = expected(explainer, "simulé", LIEGE, 1_777)
        pages = walked(explainer, "simulé", LIEGE, 1_777, limit=7)

    assert len(whole) > 200
    assert pages == whole


def test_a_rare_word_is_found_beside_a_common_one(longer: Database) -> None:
    with Explainer(longer) as explainer:
        common = expected(explainer, "décision", VISITOR, LONGER)
        oldest = explainer.rows(search("décision", day=RECORDED).page(VISITOR, at=EVENTS, after=None, limit=1))
        [title] = [row["title"] for row in oldest]
        found = walked(explainer, f"decision {title.split()[-1]}", VISITOR, LONGER, limit=20)

    assert len(common) > 200
    assert oldest[0]["id"] in found


@pytest.mark.parametrize("text", ["simulé", "décision", "sim"])
@pytest.mark.parametrize("mode", Mode)
def test_a_common_word_costs_no_more_in_a_longer_register(
    register: Database, longer: Database, text: str, mode: Mode
) -> None:
    """The pages of four times the events have one more batch of ranges; all rows would be four times as many."""
    (page, _), (page_of_longer, count_of_longer) = (
        costs_of(database, text, at, mode) for database, at in ((register, EVENTS), (longer, LONGER))
    )

    assert (page.rows, page_of_longer.rows) == (31, 31)
    assert page_of_longer.touched <= 1.5 * page.touched
    assert page_of_longer.pages <= 2 * page.pages
    assert count_of_longer.touched <= 3 * MAX_COUNT


def costs_of(database: Database, text: str, at: int, mode: Mode) -> tuple[Explained, Explained]:
    listing = search(text, day=RECORDED)
    with Explainer(database) as explainer:
        page = explainer.explain(listing.page(LIEGE, at=at, after=None, limit=31), mode)
        return page, explainer.explain(listing.count(LIEGE, at=at), mode)


def test_a_reader_learns_that_the_count_is_capped(longer: Database, tmp_path: Path) -> None:
    query = "query ($text: String!) { search(text: $text) { totalCount countIsCapped pageInfo { hasNextPage } } }"
    with serving(longer, tmp_path) as api:
        common = api.visitor.ask(query, text="simulé")["search"]
        rare = api.visitor.ask(query, text="xyzzy")["search"]
        page = unescape(Browser(api).get("/recherche?q=simulé").text)

    assert common == {"totalCount": MAX_COUNT, "countIsCapped": True, "pageInfo": {"hasNextPage": True}}
    assert rare == {"totalCount": 0, "countIsCapped": False, "pageInfo": {"hasNextPage": False}}
    assert "Plus de 1 000 résultats" in " ".join(page.split())


def test_a_forged_cursor_ends_soon(longer: Database) -> None:
    listing = search("simulé", day=RECORDED)
    with Explainer(longer) as explainer:
        for age in (-(2**62), -1, 0, 2**62):
            key = (1, 1, age, UUID(int=0))
            assert explainer.explain(listing.page(LIEGE, at=LONGER, after=key, limit=31), Mode.GENERIC).pages < 10_000
