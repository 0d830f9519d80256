"""A sealed ledger that the tests of a module share."""

from functools import partial
from pathlib import Path

import pytest

from efe_infra.postgres.database import Database
from tests.infra.transparency.evidence.given import Sealed
from tests.infra.transparency.evidence.running import Run, invoke


@pytest.fixture(scope="module")
def sealed(module_database: Database, tmp_path_factory: pytest.TempPathFactory) -> Sealed:
    home: Path = tmp_path_factory.mktemp("home")
    return Sealed(module_database, home)


@pytest.fixture
def run(sealed: Sealed, tmp_path: Path) -> Run:
    (tmp_path / "old.note").write_bytes(sealed.notes[0])
    (tmp_path / "last.note").write_bytes(sealed.notes[-1])
    return partial(invoke, sealed.database, tmp_path)
