"""A sealed ledger that the tests of a module share."""

from pathlib import Path

import pytest

from efe_infra.postgres.database import Database
from tests.infra.transparency.evidence.given import Sealed


@pytest.fixture(scope="module")
def sealed(module_database: Database, tmp_path_factory: pytest.TempPathFactory) -> Sealed:
    home: Path = tmp_path_factory.mktemp("home")
    return Sealed(module_database, home)
