"""The real server over the demonstration's data, and those who mean harm to it."""

from collections.abc import Iterator

import pytest

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from efe_infra.samples.demo.clock import WRITTEN_FOR
from efe_infra.samples.demo.play import Demonstration
from tests.api.given import Api, Client
from tests.conftest import Cloning
from tests.running import served


@pytest.fixture(scope="package")
def platform(cloning: Cloning, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    with cloning() as database, served(database, tmp_path_factory.mktemp("home")) as api:
        Demonstration(api.installation, WRITTEN_FOR).play()
        api.catch_up()
        yield api


@pytest.fixture(scope="package")
def callers(platform: Api) -> dict[str, Client]:
    """Those who ask: the visitor has no token."""
    return {
        "coordinator": platform.granted("coordination-hostile", Role.COORDINATOR, Bassin.LIEGE),
        "auditor": platform.granted("audit-hostile", Role.AUDITOR, Bassin.LIEGE),
        "visitor": platform.visitor,
    }
