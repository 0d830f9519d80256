"""An installation without a server, on a database of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from efe_infra.composition import Installation
from efe_infra.postgres.database import Database
from tests.running import installation as opened


@pytest.fixture
def installation(database: Database, tmp_path: Path) -> Iterator[Installation]:
    with opened(database, tmp_path) as found:
        yield found
