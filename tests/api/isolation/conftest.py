"""One marked history for the whole suite."""

from collections.abc import Iterator, Sequence
from uuid import UUID

import pytest
from anyio.from_thread import BlockingPortal

from efe_domain.platform import Platform
from efe_domain.project.carrier_events import PoleLeft
from efe_domain.shared.event import Event
from efe_graphql.bounded_cache import BoundedCache
from efe_graphql.limits import examination
from efe_infra.ledger.factory import ledger_env
from tests.api.isolation.history import Told
from tests.api.isolation.walk import Walk
from tests.api.isolation.world import World, opened
from tests.api.sweep.fields import published
from tests.api.sweep.prepared import Prepared
from tests.conftest import Cloning
from tests.infra.commands.stage import events_of
from tests.running import event_loop

type Past = tuple[Prepared, Sequence[Event], Sequence[Event], UUID]
DOCUMENTS_BYTES = 200_000_000
"""Room for all documents of the walk, in estimated bytes: ten viewers send the same ones."""


@pytest.fixture(scope="package", autouse=True)
def parsed_once() -> Iterator[None]:
    """Parses and validates each document once: together they are larger than the cache of a server."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(examination, "EXAMINED", BoundedCache(DOCUMENTS_BYTES))
        yield


@pytest.fixture(scope="package")
def portal() -> Iterator[BlockingPortal]:
    with event_loop() as running:
        yield running


@pytest.fixture(scope="package")
def past(cloning: Cloning) -> Past:
    """The events up to the point where every command is still to be done, all of them, and a pôle of Liège."""
    with cloning() as database:
        prepared = Prepared(database)
        with Platform(env=ledger_env(database)) as platform:
            told = Told(prepared, platform)
            before = events_of(platform)
            told.go_on()
            return prepared, before, events_of(platform), told.pole


@pytest.fixture(scope="package")
def world(cloning: Cloning, past: Past, portal: BlockingPortal) -> Iterator[World]:
    _, _, events, pole = past
    with cloning() as database, opened(database, events, pole, portal) as running:
        yield running


@pytest.fixture(scope="package")
def walk(world: World) -> Walk:
    """As of early, as of just when Namur leaves a project, and now; an auditor has read something before."""
    world.ask("{ auditTrail(bassin: LIEGE) { totalCount } }", world.lookers["auditor of Liège"])
    left = next(each.position for each in world.recorded if isinstance(each.event, PoleLeft))
    return Walk(world, published(), [world.reach // 3, left])
