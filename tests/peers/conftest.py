"""The real server on a loopback port, and the peers that judge it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from efe_infra.postgres.database import Database
from tests.peers.node import installed
from tests.running import installation, listening_at


@pytest.fixture(scope="session")
def peers() -> Path:
    return installed()


@pytest.fixture
def graphql_url(database: Database, tmp_path: Path) -> Iterator[str]:
    with installation(database, tmp_path) as running, listening_at(running) as url:
        yield url
