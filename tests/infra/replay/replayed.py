"""A bundle replayed in a database elsewhere, and compared with the platform."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from efe_domain.project.carrier_events import PoleJoined, PoleLeft
from efe_domain.shared.bassins import Bassin
from efe_infra.ledger.pages import LedgerEvent
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.read_model.rebuild import rebuild
from efe_infra.transparency.evidence.bundle_events import Bundle
from efe_infra.transparency.evidence.digest import DigestScope, TableDigest, digest, open_reading
from efe_infra.transparency.evidence.replay import Comparison, compare, compare_served, refold
from efe_projections.catalogue import PROJECTIONS
from tests.infra.replay.bundles import VKEY, stored, write_bundle

OF_PROJECTS = ("project", "project_dossier", "project_content", "project_carrier", "hearing", "verdict")


def replayed(path: Path, elsewhere: Database, until: int | None = None) -> None:
    with Bundle(path, VKEY) as bundle:
        bundle.until = bundle.last if until is None else until
        refold(bundle, elsewhere)


def compared(elsewhere: Database, served: Database, position: int) -> Comparison:
    return compare_served(elsewhere, served, DigestScope(bassin=Bassin.LIEGE, position=position))


def rows_at(connection: psycopg.Connection[Any], position: int) -> dict[str, TableDigest]:
    return digest(connection, DigestScope(bassin=Bassin.LIEGE, position=position)).tables


def project_rows(database: Database, bassin: str, position: int) -> int:
    with open_reading(database) as connection:
        found = digest(connection, DigestScope(bassin=bassin, position=position))
    return sum(found.tables[name].rows for name in OF_PROJECTS)


def changed(events: Sequence[LedgerEvent], position: int, old: str, new: str) -> list[LedgerEvent]:
    """One event has another state, or another topic."""
    event = events[position - 1]
    state, topic = event.state.replace(old.encode(), new.encode()), event.topic.replace(old, new)
    assert (state, topic) != (event.state, event.topic)
    return [*events[: position - 1], event._replace(state=state, topic=topic), *events[position:]]


@contextmanager
def tampered(served: Database) -> Iterator[psycopg.Connection[Any]]:
    """As the owner of the read tables; they are made anew afterwards."""
    try:
        with psycopg.connect(served.conninfo(DatabaseRole.PROJECTOR)) as owner:
            yield owner
    finally:
        rebuild(served, PROJECTIONS)


def check(served: Database, elsewhere: Database, path: Path, bassin: Bassin, drawn: Sequence[int]) -> None:
    """Compares the rows at the end, around every joining and leaving, and at the positions drawn."""
    events = stored(served)
    write_bundle(path, events, bassin)
    with Bundle(path, VKEY) as bundle:
        refold(bundle, elsewhere)
    positions = {*turns(events), *drawn, len(events)} & {*range(len(events) + 1)}
    with open_reading(elsewhere) as ours, open_reading(served) as theirs:
        for scope in (DigestScope(bassin=bassin, position=position) for position in positions):
            assert compare(digest(ours, scope), digest(theirs, scope)).tables == []


def turns(events: Sequence[LedgerEvent]) -> Iterator[int]:
    for event in events:
        if event.topic in {PoleJoined.TOPIC, PoleLeft.TOPIC}:
            yield from (event.position - 1, event.position)
