"""A bundle replayed in a database elsewhere, and compared with the platform."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from efe_domain.shared.bassins import Bassin
from efe_infra.ledger.pages import LedgerEvent
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.read_model.rebuild import rebuild
from efe_infra.transparency.evidence.bundle_events import Bundle
from efe_infra.transparency.evidence.digest import DigestScope, TableDigest, digest, open_reading
from efe_infra.transparency.evidence.replay import Comparison, compare_served, refold
from efe_projections.catalogue import PROJECTIONS
from tests.infra.replay.bundles import VKEY

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
