"""A simulated history that can be exported and imported: everybody whom it names is in a vault."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import psycopg
from psycopg import sql

from efe_domain.shared.bassins import Bassin
from efe_domain.shared.command_context import SYSTEM_CLI
from efe_infra.composition import Installation
from efe_infra.importing.export import Exporter, persons_in
from efe_infra.importing.sealed_lines import SealedLines, lines_in
from efe_infra.ledger.pages import PAGE_SQL, LedgerEvent
from efe_infra.postgres.database import Database
from efe_infra.samples.demo.clock import WRITTEN_FOR
from efe_infra.samples.demo.play import Demonstration
from efe_infra.samples.simulation.history import SEED
from efe_infra.samples.simulation.writing import simulate
from efe_infra.transparency.evidence.bundle import export_bundle
from tests.running import installation as opened

LETTERS = str.maketrans("0123456789", "ghijklmnop")


@contextmanager
def simulated(database: Database, home: Path, events: int) -> Iterator[Installation]:
    """The simulation gives everybody an id, and nobody a name."""
    simulate(database, events, SEED)
    with opened(database, home) as installation:
        for person in persons_of(database):
            name = person.hex[:8].translate(LETTERS)
            installation.vault.register_person(given_name="Zyx", family_name=name, person_id=person)
        yield installation


@contextmanager
def demonstrated(database: Database, home: Path) -> Iterator[Installation]:
    """Everybody is in its vault already."""
    with opened(database, home) as installation:
        Demonstration(installation, WRITTEN_FOR).play()
        yield installation


def persons_of(database: Database) -> Sequence[UUID]:
    with psycopg.connect(database.admin) as connection:
        recorded = map(LedgerEvent._make, connection.execute(PAGE_SQL, [0, None], binary=True))
        return list(persons_in(list(Exporter().lines(recorded))))


def let_in(source: Database, target: Database) -> None:
    """Accounts are no part of a history: those who act are let in beforehand, here under the ids that they had."""
    actors = "select distinct convert_from(state, 'UTF8')::jsonb -> 'metadata' ->> 'actor' from ledger.event"
    granted = "select distinct convert_from(state, 'UTF8')::jsonb ->> 'account' from ledger.event"
    with psycopg.connect(source.admin) as one, psycopg.connect(target.admin) as other:
        for (account,) in {*one.execute(actors), *one.execute(granted)} - {(None,), (SYSTEM_CLI,)}:
            other.execute("insert into vault.account (id, issuer, subject) values (%s, 'test', %s)", 2 * [account])


def actors_of(database: Database) -> Sequence[str]:
    """The accounts that act in a history, as the lines of its export name them."""
    actors = "select distinct convert_from(state, 'UTF8')::jsonb -> 'metadata' ->> 'actor' from ledger.event"
    with psycopg.connect(database.admin) as connection:
        return [
            f"Account:{account}" for (account,) in connection.execute(actors) if account not in (None, SYSTEM_CLI)
        ]


def sealed_lines(installation: Installation, folder: Path) -> SealedLines:
    """Seals the history, and returns the lines of the bundles of all Instances."""
    folder.mkdir()
    installation.sealer.run()
    bundles = [folder / f"{bassin}.zip" for bassin in Bassin]
    for bassin, bundle in zip(Bassin, bundles, strict=True):
        export_bundle(installation.database, bassin, bundle, lambda *_: None)
    with psycopg.connect(installation.database.admin) as connection:
        [(key,)] = connection.execute("select vkey from seal.ledger_key").fetchall()
    return lines_in(bundles, key)


def copy_vault(source: Database, target: Database) -> None:
    """Copies accounts, persons and documents, which no history has."""
    _copy(source, target, "person", "account", "document", "deposit")


def copy_documents(source: Database, target: Database) -> None:
    _copy(source, target, "document", "deposit")


def _copy(source: Database, target: Database, *tables: str) -> None:
    with psycopg.connect(source.admin) as one, psycopg.connect(target.admin) as other:
        for table in map(sql.Identifier, tables):
            reading = sql.SQL("copy vault.{} to stdout").format(table)
            writing = sql.SQL("copy vault.{} from stdin").format(table)
            with one.cursor().copy(reading) as out, other.cursor().copy(writing) as into:
                for block in out:
                    into.write(block)
