"""Events of the sample that tests start from, and processes that they start."""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

from msgspec.structs import replace

from efe_domain.shared.event import Event
from efe_infra.postgres.database import Database
from efe_infra.read_model.runner import LEASE_S
from efe_projections.engine.viewer import Viewer
from tests.infra.read_model.histories import in_order
from tests.infra.read_model.sample import (
    GardenClosed,
    GardenerJoined,
    GardenerLeft,
    GardenOpened,
    GardenRenamed,
    Soil,
    Tool,
)

ROOT = Path(__file__).parents[3]
TODAY = date(2026, 11, 24)
LIEGE = Viewer(bassins=("liege",))


def opened(
    garden: UUID | None = None,
    name: str = "Le Clos",
    *,
    soil: Soil = Soil.SAND,
    bassins: tuple[str, ...] = ("liege",),
) -> Event:
    return GardenOpened(
        originator_id=garden or uuid4(),
        originator_version=1,
        bassins=bassins,
        name=name,
        soil=soil,
        effective_on=TODAY,
    )


def a_life(garden: UUID, *, bassins: tuple[str, ...] = ("liege",)) -> Sequence[Event]:
    """Everything that may happen to a garden: rows that begin, change, end and begin again."""
    gardener, other = uuid4(), uuid4()
    events = [
        opened(garden),
        GardenerJoined(gardener=gardener, tools=(Tool("bêche", TODAY),), effective_on=TODAY),
        GardenRenamed(name="Le Grand Clos"),
        GardenerJoined(gardener=other, tools=(), effective_on=TODAY),
        GardenerLeft(gardener=gardener),
        GardenerJoined(gardener=gardener, tools=(), effective_on=TODAY),
        GardenClosed(),
        opened(garden, "Le Clos retrouvé", soil=Soil.CLAY),
    ]
    return in_order([replace(event, originator_id=garden, bassins=bassins) for event in events])


@contextmanager
def following(
    database: Database, *, page_size: int = 2000, lease: float = LEASE_S
) -> Iterator[subprocess.Popen[bytes]]:
    """Another process that keeps the read model of the sample up with the ledger."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.infra.read_model.following", str(page_size), str(lease)],
        cwd=ROOT,
        env={**os.environ, "READ_MODEL_CONNINFO": database.admin},
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait(60)
