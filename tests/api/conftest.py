"""A running platform: the web application on a real PostgreSQL, with its projections."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from efe_domain.shared.bassins import Bassin
from efe_infra.postgres.database import Database
from tests.api.given import Api, Client
from tests.running import serving


@pytest.fixture
def api(database: Database, tmp_path: Path) -> Iterator[Api]:
    with serving(database, tmp_path) as running:
        yield running


@pytest.fixture
def liege(api: Api) -> Client:
    return api.coordinator(Bassin.LIEGE)


@pytest.fixture
def namur(api: Api) -> Client:
    return api.coordinator(Bassin.NAMUR)
