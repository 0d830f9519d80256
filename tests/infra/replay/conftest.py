"""A ledger that is filled again and again, for the examples of a property."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from efe_domain.platform import Platform
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.event import Event
from efe_infra.ledger.factory import ledger_env
from efe_infra.ledger.recorder import LedgerRecorder
from efe_infra.postgres.database import Database
from efe_infra.read_model.rebuild import rebuild
from efe_projections.catalogue import PROJECTIONS
from tests.conftest import Cloning
from tests.infra.commands.every_command import COMMANDS
from tests.infra.read_model.world import World
from tests.infra.replay.bundles import stored, write_bundle
from tests.infra.replay.histories import Streams, every_command
from tests.infra.replay.played import play

type Filling = Callable[[Sequence[Event]], Database]


@pytest.fixture(scope="module")
def filling(module_database: Database) -> Iterator[Filling]:
    """A database of which the ledger and the read tables hold exactly these events, instead of those before."""
    with closing(LedgerRecorder(module_database)) as recorder:
        world = World(module_database, recorder)

        def fill(events: Sequence[Event]) -> Database:
            world.empty_ledger()
            world.record(*events)
            rebuild(module_database, PROJECTIONS)
            return module_database

        yield fill


@pytest.fixture(scope="session")
def commands_done(cloning: Cloning) -> Sequence[Streams]:
    """Makes the rows of every command of the platform, in one order and in the other."""
    done = []
    for names in (list(COMMANDS), list(reversed(COMMANDS))):
        with cloning() as database, Platform(env=ledger_env(database)) as platform:
            done.append(every_command(platform, names))
    return done


@pytest.fixture(scope="module")
def served(module_database: Database) -> Database:
    play(module_database)
    return module_database


@pytest.fixture(scope="module")
def elsewhere(cloning: Cloning) -> Iterator[Database]:
    with cloning() as database:
        yield database


@pytest.fixture
def bundle(served: Database, tmp_path: Path) -> Path:
    return write_bundle(tmp_path / "liege.zip", stored(served), Bassin.LIEGE)
