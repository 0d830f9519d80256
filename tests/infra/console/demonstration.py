"""The real server over the demonstration's data, sealed."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from efe_infra.samples.demo.clock import WRITTEN_FOR
from efe_infra.samples.demo.play import Demonstration
from tests.api.given import Api
from tests.conftest import Cloning
from tests.running import served


@contextmanager
def demonstration(cloning: Cloning, home: Path) -> Iterator[Api]:
    with cloning() as database, served(database, home) as api:
        Demonstration(api.installation, WRITTEN_FOR).play()
        api.catch_up()
        api.installation.sealer.run()
        yield api


@pytest.fixture(scope="module")
def own_platform(cloning: Cloning, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """Opens the demonstration again, for a file whose forms change it."""
    with demonstration(cloning, tmp_path_factory.mktemp("bad-input")) as api:
        yield api
