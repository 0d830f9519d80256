"""The demonstration with a joint project: Namur joins late and leaves, Huy-Waremme joins after that."""

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from efe_domain.project.carrier_events import PoleJoined, PoleLeft
from efe_domain.shared.codec import decode
from efe_domain.shared.event import Event
from efe_infra.ledger.recorder import LedgerRecorder
from efe_infra.postgres.database import Database
from efe_infra.read_model.rebuild import rebuild
from efe_infra.samples.demo.clock import WRITTEN_FOR
from efe_infra.samples.demo.play import Demonstration
from efe_projections.catalogue import PROJECTIONS
from tests.domain.projects import HUY, NAMUR
from tests.infra.read_model.world import World
from tests.infra.replay.bundles import stored
from tests.infra.replay.histories import project_life
from tests.running import installation

LIEGE_POLE, NAMUR_POLE, HUY_POLE = 0, 1, 2
LIFE = [
    ("join", LIEGE_POLE),
    ("amend", 1),
    ("join", LIEGE_POLE),
    ("join", NAMUR_POLE),
    ("bring", 0),
    ("judge", 1),
    ("leave", NAMUR_POLE),
    ("amend", 0),
    ("join", LIEGE_POLE),
    ("join", HUY_POLE),
    ("bring", 0),
    ("judge", 0),
    ("support", 0),
    ("fund", LIEGE_POLE),
    ("start", 0),
]


def play(database: Database) -> None:
    """The demonstration, which an empty ledger takes, and then the project's life in two parts."""
    life = project_life(LIFE)
    half = next(
        number for number, event in enumerate(life) if isinstance(event, PoleJoined) and event.bassin == NAMUR
    )
    with TemporaryDirectory() as home, installation(database, Path(home)) as running:
        Demonstration(running, WRITTEN_FOR).play()
    _record(database, life[: half + 1])
    _record(database, life[half + 1 :])
    rebuild(database, PROJECTIONS)


def turn(database: Database, kind: type[PoleJoined | PoleLeft], bassin: str) -> int:
    """The last position at which a pôle of the Instance came or went."""
    for stored_event in reversed(stored(database)):
        event = decode(stored_event.topic, stored_event.state)
        if isinstance(event, kind) and event.bassin == bassin:
            return stored_event.position
    raise LookupError


def joined_and_left(database: Database) -> Sequence[int]:
    return turn(database, PoleJoined, NAMUR), turn(database, PoleLeft, NAMUR), turn(database, PoleJoined, HUY)


def _record(database: Database, events: Sequence[Event]) -> None:
    with closing(LedgerRecorder(database)) as recorder:
        World(database, recorder).record(*events)
