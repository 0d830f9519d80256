"""The real server on a loopback port, and the peers that judge it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from efe_domain.shared.bassins import Bassin
from efe_infra.postgres.database import Database
from tests.api.given import Api, Client
from tests.peers.node import installed
from tests.running import served


@pytest.fixture(scope="session")
def peers() -> Path:
    return installed()


@pytest.fixture
def platform(database: Database, tmp_path: Path) -> Iterator[Api]:
    with served(database, tmp_path) as api:
        yield api


@pytest.fixture
def liege(platform: Api) -> Client:
    return platform.coordinator(Bassin.LIEGE)


@pytest.fixture
def graphql_url(platform: Api) -> str:
    return f"{platform.http.url}/graphql"
