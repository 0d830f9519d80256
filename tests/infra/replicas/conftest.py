"""A primary with two replicas, and the platform that reads of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from efe_domain.shared.bassins import Bassin
from efe_infra.postgres.database import Database
from efe_infra.postgres.embedded import EmbeddedServer
from efe_infra.postgres.opening import with_own_logins
from tests.api.given import Api, Client
from tests.infra.ledger.standby import Standby, migrated_server, standbys_of
from tests.infra.replicas.watched import all_are_up
from tests.running import serving


@pytest.fixture(scope="package")
def primary() -> Iterator[tuple[EmbeddedServer, Path]]:
    with migrated_server() as found:
        yield found


@pytest.fixture(scope="package")
def database(primary: tuple[EmbeddedServer, Path], tmp_path_factory: pytest.TempPathFactory) -> Database:
    return with_own_logins(Database(primary[0].conninfo), tmp_path_factory.mktemp("logins"))


@pytest.fixture(scope="package")
def standbys(primary: tuple[EmbeddedServer, Path], database: Database) -> Iterator[list[Standby]]:
    with standbys_of(*primary, 2) as standbys:
        yield standbys


@pytest.fixture(scope="package")
def running(database: Database, standbys: list[Standby], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    urls = tuple(each.url for each in standbys)
    with serving(database, tmp_path_factory.mktemp("home"), read_urls=urls) as api:
        yield api


@pytest.fixture(scope="package")
def coordinator(running: Api) -> Client:
    return running.coordinator(Bassin.LIEGE)


@pytest.fixture
def api(running: Api) -> Api:
    """With both replicas in use."""
    all_are_up()
    return running


@pytest.fixture
def liege(api: Api, coordinator: Client) -> Client:
    return coordinator
