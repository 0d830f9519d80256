"""Bundles of what a database holds, sealed and signed by the tests themselves."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from zipfile import ZipFile

from efe_infra.ledger.leaf import EPOCH, MICROSECOND
from efe_infra.ledger.pages import LedgerEvent
from efe_infra.postgres.connection import connect
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.read_model.folding.ledger_source import read_page
from tests.infra.transparency.evidence.synthetic import KEY, Event, Ledger

VKEY = KEY.vkey


def stored(database: Database) -> Sequence[LedgerEvent]:
    with connect(database.conninfo(DatabaseRole.PROJECTOR)) as connection:
        return read_page(connection, after=0, limit=100_000)


def write_bundle(path: Path, events: Iterable[LedgerEvent], bassin: str) -> Path:
    return write_parts(path, Ledger(tuple(map(_event, events))).bundle(bassin))


def write_parts(path: Path, parts: dict[str, bytes]) -> Path:
    with ZipFile(path, "w") as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return path


def parts_of(path: Path) -> dict[str, bytes]:
    with ZipFile(path) as file:
        return {name: file.read(name) for name in file.namelist()}


def _event(event: LedgerEvent) -> Event:
    return Event(
        event.position,
        (event.recorded_at - EPOCH) // MICROSECOND,
        event.originator_id,
        event.originator_version,
        event.topic,
        event.state,
    )
