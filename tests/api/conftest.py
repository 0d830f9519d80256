"""A running platform: the web application on a real PostgreSQL, with its projections."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from efe_domain.shared.bassins import Bassin
from efe_infra.postgres.database import Database
from tests.api.given import Api, Client
from tests.running import serving


@pytest.fixture
def api(request: pytest.FixtureRequest) -> Api:
    """A platform that the cases of a module share where it says so; else a fresh one.

    A module says so by `pytestmark = pytest.mark.platform("module")`; a case that needs its own, by "own".
    """
    mark = request.node.get_closest_marker("platform")
    name = "module_api" if mark and mark.args == ("module",) else "own_api"
    api: Api = request.getfixturevalue(name)
    return api


@pytest.fixture
def own_api(database: Database, tmp_path: Path) -> Iterator[Api]:
    with serving(database, tmp_path) as running:
        yield running


@pytest.fixture(scope="module")
def module_api(module_database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    with serving(module_database, tmp_path_factory.mktemp("home")) as running:
        yield running


@pytest.fixture
def liege(api: Api) -> Client:
    return api.coordinator(Bassin.LIEGE)


@pytest.fixture
def namur(api: Api) -> Client:
    return api.coordinator(Bassin.NAMUR)
