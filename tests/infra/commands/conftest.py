"""The platform on a fresh ledger."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager

import pytest

from efe_domain.platform import Platform
from efe_infra.ledger.factory import ledger_env
from efe_infra.postgres.database import Database
from tests.conftest import Cloning
from tests.infra.commands.overtaking import Overtaken
from tests.infra.commands.shared_stage import SharedStage
from tests.infra.commands.stage import Stage

type Opening = Callable[[type[Platform]], Platform]
type Copying = Callable[[], AbstractContextManager[Stage]]


@pytest.fixture(scope="session")
def staged(cloning: Cloning) -> Iterator[tuple[Database, Stage]]:
    """A stage, to which nobody stays connected: half of the tests here begin with a copy of it."""
    with cloning() as played:
        with Platform(env=ledger_env(played)) as platform:
            stage = Stage(platform)
        yield played, stage


@pytest.fixture
def database(request: pytest.FixtureRequest, cloning: Cloning) -> Iterator[Database]:
    """A fresh one; of a test that asks for a stage, a copy of that."""
    source = request.getfixturevalue("staged")[0] if "stage" in request.fixturenames else None
    with cloning(source) as fresh:
        yield fresh


@pytest.fixture
def opening(database: Database) -> Iterator[Opening]:
    """Opens platforms on one ledger, each with connections of its own, as separate processes have."""
    with ExitStack() as platforms:
        yield lambda kind: platforms.enter_context(kind(env=ledger_env(database)))


@pytest.fixture
def platform(opening: Opening) -> Platform:
    return opening(Platform)


@pytest.fixture
def stage(platform: Platform, staged: tuple[Database, Stage]) -> Stage:
    return staged[1].copied_to(platform)


@pytest.fixture(scope="session")
def copying(cloning: Cloning, staged: tuple[Database, Stage]) -> Copying:
    """Opens a copy of the stage, with a platform of its own."""
    played, stage = staged

    @contextmanager
    def copied() -> Iterator[Stage]:
        with cloning(played) as database, Platform(env=ledger_env(database)) as platform:
            yield stage.copied_to(platform)

    return copied


@pytest.fixture(scope="module")
def still_stage(copying: Copying) -> Iterator[Stage]:
    """A stage for the cases of a module that record nothing: they share it."""
    with copying() as stage:
        yield stage


@pytest.fixture(scope="module")
def shared_stage(copying: Copying) -> Iterator[SharedStage]:
    """A stage for the cases of a module that each do one command."""
    with ExitStack() as opened:
        yield SharedStage(copying, opened)


@pytest.fixture
def overtaken(opening: Opening) -> Overtaken:
    platform = opening(Overtaken)
    assert isinstance(platform, Overtaken)
    return platform
