"""A unit of estimated cost is about the same work of the database, whatever is asked for."""

from collections.abc import Iterator

import pytest

from efe_domain.access.grants import Role
from efe_graphql.limits import cost, limits
from efe_infra.postgres.database import Database
from efe_infra.read_model.rebuild import rebuild
from efe_infra.samples.simulation.history import SEED
from efe_infra.samples.simulation.writing import simulate
from efe_projections.catalogue import PROJECTIONS
from tests.api.given import Api, Client
from tests.costs.measured import Measured, measured, typical
from tests.plans.filled import fill
from tests.plans.sample import BASSIN
from tests.running import serving

EVENTS = 5_000
ROWS = 300
"""Of what the simulation has nothing to tell of."""
DEAREST = 10
"""Times the median, at most."""
BORNE = {
    "Project.dossier": 20,
    "ProjectDossier.content": 20,
    "ProjectDossier.lead": 20,
    "ProjectHearing.verdictGiven": 20,
}
"""What may be dearer: a page of a hundred projects with their dossiers is within the limit of an operation."""


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
def found(api: Api, by: Client) -> list[Measured]:
    """Of every field that is answered: rows that were made up hold values that the contract does not show."""
    return [each for each in measured(api.installation.database, by) if not each.codes and each.statements]


def test_no_field_costs_far_less_than_it_takes(found: list[Measured]) -> None:
    times = {each.field: each.ratio / typical(found) for each in found}

    dear = {field: round(most, 1) for field, most in times.items() if most > BORNE.get(field, DEAREST)}
    assert dear == {}


def test_every_list_of_the_root_is_measured(found: list[Measured]) -> None:
    lists = {each.field.partition(" ")[0] for each in found if each.field.startswith("Query.")}

    assert len(found) > 250
    assert {f"Query.{name}" for name in cost.ROOTS} <= lists


@pytest.mark.parametrize("field", ["compare", "overduePoles", "themeLists"])
def test_what_is_not_told_of_is_found(
    api: Api, by: Client, found: list[Measured], field: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cost, "ROOTS", {name: more for name, more in cost.ROOTS.items() if name != field})
    monkeypatch.setattr(cost, "LISTED", 0)
    monkeypatch.setattr(limits, "OPERATION", 0)
    cheap = [each for each in measured(api.installation.database, by, f"Query.{field}") if not each.codes]

    assert max(each.ratio for each in cheap) > DEAREST * typical(found)
