"""The platform on a fresh ledger."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from efe_domain.platform import Platform
from efe_infra.ledger.factory import ledger_env
from efe_infra.postgres.database import Database
from tests.infra.commands.stage import Stage

type Opening = Callable[[type[Platform]], Platform]


@pytest.fixture
def opening(database: Database) -> Iterator[Opening]:
    """Opens platforms on one ledger, each with connections of its own, as separate processes have."""
    with ExitStack() as platforms:
        yield lambda kind: platforms.enter_context(kind(env=ledger_env(database)))


@pytest.fixture
def platform(opening: Opening) -> Platform:
    return opening(Platform)


@pytest.fixture
def stage(platform: Platform) -> Stage:
    return Stage(platform)
