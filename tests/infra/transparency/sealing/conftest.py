"""A fresh ledger to seal."""

from pathlib import Path

import pytest

from efe_infra.postgres.database import Database
from tests.infra.transparency.sealing.given import Ledger


@pytest.fixture
def ledger(database: Database, tmp_path: Path) -> Ledger:
    return Ledger(database, tmp_path)
