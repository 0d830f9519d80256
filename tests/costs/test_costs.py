"""A unit of estimated cost is about the same work of the database, whatever is asked for."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

import pytest

from efe_domain.access.grants import Role
from efe_graphql.limits import cost, limits
from efe_infra.postgres.database import Database
from efe_infra.read_model.rebuild import rebuild
from efe_infra.samples.simulation.history import SEED
from efe_infra.samples.simulation.writing import simulate
from efe_projections.audit.comparison import of_instance
from efe_projections.catalogue import PROJECTIONS
from efe_projections.engine.batch import by as keyed_by
from efe_projections.engine.query import ReadQuery
from efe_projections.engine.viewer import Viewer
from efe_projections.project.rows import ProjectDossierRow
from efe_projections.tasks.kinds import TaskKind
from efe_projections.tasks.reads import TaskList
from tests.api.given import TODAY, Api, Client
from tests.costs.documents import OBJECTS
from tests.costs.measured import Measured, explained, measured, recorded, some_ids, typical
from tests.plans.explained import Explainer, Mode
from tests.plans.filled import fill
from tests.plans.sample import BASSIN
from tests.running import serving

EVENTS = 5_000
ROWS = 300
"""Of what the simulation has nothing to tell of."""
DEAREST = 10
"""Times the median, at most."""
MENU = "{ viewer { tasks(first: 1) { totalCount } } }"
"""What the console asks for its menu."""
NEWER = {
    TaskKind.POLE_TO_CONSTITUTE,
    TaskKind.MODALITIES_TO_AGREE,
    TaskKind.TERM_TO_EVALUATE,
    TaskKind.OBJECTION_TO_MAINTAIN,
    TaskKind.DECISION_TO_CONCLUDE,
    TaskKind.OPINION_TO_COMPLETE,
    TaskKind.PROJECT_TO_SUBMIT,
    TaskKind.PROJECT_TO_START,
}
OWN = Viewer(bassins=(BASSIN,))


@pytest.fixture(scope="module")
def api(module_database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    simulate(module_database, EVENTS, SEED)
    rebuild(module_database, PROJECTIONS)
    fill(module_database, rows=ROWS)
    with serving(module_database, tmp_path_factory.mktemp("home"), statement_timeout=60, operation_timeout=60) as api:
        yield api


@pytest.fixture(scope="module")
def by(api: Api) -> Client:
    return api.granted("coordination-couts", Role.COORDINATOR, BASSIN)


@pytest.fixture(scope="module")
def seen(api: Api, by: Client) -> list[Measured]:
    return list(measured(api.installation.database, by))


@pytest.fixture(scope="module")
def found(seen: list[Measured]) -> list[Measured]:
    return [each for each in seen if each.statements]


def test_every_field_is_answered(seen: list[Measured]) -> None:
    """But the list of service accounts, which administrators read in the vault."""
    refused = {each.field: each.codes for each in seen if each.codes}
    assert refused == {"Query.serviceAccounts": ["FORBIDDEN"]}


def test_no_field_costs_far_less_than_it_takes(found: list[Measured]) -> None:
    times = {each.field: each.ratio / typical(found) for each in found}

    dear = {field: round(most, 1) for field, most in times.items() if most > DEAREST}
    assert dear == {}


def test_every_list_of_the_root_is_measured(found: list[Measured]) -> None:
    lists = {each.field.partition(" ")[0] for each in found if each.field.startswith("Query.")}

    assert len(found) > 450
    assert {f"Query.{name}" for name in cost.ROOTS} - {"Query.setup"} <= lists


def test_the_steps_of_the_first_run_cost_no_less_than_they_take(api: Api, found: list[Measured]) -> None:
    administrator = api.granted("administration-couts", Role.ADMINISTRATOR)
    [setup] = [each for each in measured(api.installation.database, administrator, "Query.setup") if not each.codes]

    assert setup.statements
    assert round(setup.ratio / typical(found), 1) <= DEAREST


@pytest.fixture(scope="module")
def explainer(api: Api) -> Iterator[Explainer]:
    with Explainer(api.installation.database) as explainer:
        yield explainer


def test_a_comparison_reads_no_further_than_its_page_is_full(explainer: Explainer) -> None:
    compared = of_instance(BASSIN, since=1)

    page = explainer.explain(compared.page(OWN, at=EVENTS, after=None, limit=21), Mode.GENERIC)
    count = explainer.explain(compared.count(OWN, at=EVENTS), Mode.GENERIC)

    assert page.rows == 21
    assert 5 * page.touched < count.touched
    assert 5 * page.pages < count.pages


def test_of_a_few_projects_it_is_asked_whom_these_concern_and_no_others(api: Api, explainer: Explainer) -> None:
    keys = [(UUID(each.partition(":")[2]),) for each in some_ids(api.installation.database)["Project"]]

    found = explainer.explain(keyed_by(ProjectDossierRow, "project").read(keys, EVENTS, OWN), Mode.GENERIC)

    assert len(keys) == OBJECTS
    assert sum(each.kept + each.dropped for each in found.scans if each.table == "project_concern") <= 4 * OBJECTS


@pytest.mark.parametrize("field", ["compare", "overduePoles", "themeLists"])
def test_what_is_not_told_of_is_found(
    api: Api, by: Client, found: list[Measured], field: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cost, "ROOTS", {name: more for name, more in cost.ROOTS.items() if name != field})
    monkeypatch.setattr(cost, "COUNTED", {})
    monkeypatch.setattr(cost, "LISTED", 0)
    monkeypatch.setattr(limits, "OPERATION", 0)
    cheap = [each for each in measured(api.installation.database, by, f"Query.{field}") if not each.codes]

    assert max(each.ratio for each in cheap) > DEAREST * typical(found)


def test_the_count_of_the_menu_is_less_work_than_before_the_newer_kinds(
    api: Api, by: Client, explainer: Explainer
) -> None:
    """The count reads no page of tasks; with twenty kinds it did."""
    kinds = tuple(each for each in TaskKind if each not in NEWER)
    earlier = TaskList(day=TODAY, person=None, poles=(), coordinated=(BASSIN,), kinds=kinds)
    viewer = Viewer(account=api.account("coordination-couts"), bassins=(BASSIN,))
    before = [earlier.page(viewer, at=EVENTS, after=None, limit=limit) for limit in (1, 2)]

    with recorded() as asked:
        by.post(MENU, {})
    counts = [each for each in asked if "union all" in each.sql]

    assert counts
    assert work(explainer, counts) < work(explainer, before)


def work(explainer: Explainer, queries: Sequence[ReadQuery[Any]]) -> int:
    return sum(found.pages for found in (explained(explainer, each) for each in queries))


def test_tasks_and_their_number_are_one_read(by: Client) -> None:
    page = "query ($after: String) { viewer { tasks(first: 1, after: $after) { totalCount edges { cursor } } } }"
    with recorded() as asked:
        first = by.ask(page)["viewer"]["tasks"]
    statements = [each for each in asked if "union all" in each.sql]
    second = by.ask(page, after=first["edges"][0]["cursor"])["viewer"]["tasks"]

    assert len(statements) == 1
    assert first["totalCount"] == second["totalCount"] > 1
    assert first["edges"] != second["edges"]


def test_what_is_owed_in_a_project_and_its_number_are_one_read(by: Client) -> None:
    projects = "query { projects(first: 3, filter: { bassin: LIEGE }) { edges { node { id } } } }"
    dossier = "query ($id: ID!) { project(id: $id) { dossier { owed { kind } owedTotal } } }"
    ids = [each["node"]["id"] for each in by.ask(projects)["projects"]["edges"]]
    for each in ids:
        with recorded() as asked:
            project = by.ask(dossier, id=each)["project"]["dossier"]
        assert len([statement for statement in asked if "union all" in statement.sql]) == 1
        assert len(project["owed"]) == min(project["owedTotal"], 20)
    assert ids
