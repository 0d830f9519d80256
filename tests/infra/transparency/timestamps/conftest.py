"""A ledger to seal, and an authority to ask."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from efe_infra.postgres.database import Database
from tests.infra.transparency.sealing.given import Ledger
from tests.infra.transparency.timestamps.authority import Authority, authority


@pytest.fixture
def ledger(database: Database, tmp_path: Path) -> Ledger:
    return Ledger(database, tmp_path)


@pytest.fixture
def tsa() -> Iterator[Authority]:
    with authority() as answering:
        yield answering
