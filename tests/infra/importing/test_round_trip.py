"""A simulated history, exported as commands and imported into an empty ledger, leaves the same rows."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from psycopg import sql
from psycopg.rows import dict_row

from efe_infra.cli.export_commands import exported
from efe_infra.composition import Installation
from efe_infra.importing.export import Exporter, persons_in
from efe_infra.importing.importing import record, sources
from efe_infra.ledger.pages import PULL, LedgerEvent
from efe_infra.postgres.database import Database
from efe_infra.read_model.rebuild import rebuild
from efe_infra.samples.simulation.writing import simulate
from efe_projections.catalogue import PROJECTIONS
from tests.conftest import Cloning
from tests.infra.importing.given import decided
from tests.running import installation as opened

EVENTS = 3_000
PLACED = {"from_position", "to_position", "recorded_at", "recorded_for", "past_root"}
"""Where and when it was recorded, and what hashes that; whether for a member, which the simulation does not say."""


@pytest.fixture(scope="module")
def simulated(cloning: Cloning, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Whose vault holds everybody whom the history names."""
    with cloning() as database:
        simulate(database, EVENTS, 2014)
        rebuild(database, PROJECTIONS)
        with opened(database, tmp_path_factory.mktemp("simulated")) as installation:
            for person in persons_of(database):
                name = person.hex[:8].translate(str.maketrans("0123456789", "ghijklmnop"))
                installation.vault.register_person(given_name="Zyx", family_name=name, person_id=person)
            yield installation


def persons_of(database: Database) -> Sequence[UUID]:
    with psycopg.connect(database.admin) as connection:
        recorded = map(LedgerEvent._make, connection.execute(PULL, [0, None], binary=True))
        return list(persons_in(list(Exporter().lines(recorded))))


def rows(database: Database) -> Mapping[str, Sequence[str]]:
    """What stands now, of every table."""
    found = {}
    with psycopg.connect(database.admin, row_factory=dict_row) as connection:
        for projection in PROJECTIONS:
            table = projection.row.TABLE.name
            standing = sql.SQL("select * from read.{} where to_position is null").format(sql.Identifier(table))
            found[table] = sorted(
                str({name: value for name, value in row.items() if name not in PLACED})
                for row in connection.execute(standing)
            )
    return found


def with_accounts_of(source: Database, target: Database) -> None:
    """Accounts are no part of a history: those who act are let in beforehand, here under the ids that they had."""
    actors = "select distinct convert_from(state, 'UTF8')::jsonb -> 'metadata' ->> 'actor' from ledger.event"
    granted = "select distinct convert_from(state, 'UTF8')::jsonb ->> 'account' from ledger.event"
    with psycopg.connect(source.admin) as one, psycopg.connect(target.admin) as other:
        for (account,) in {*one.execute(actors), *one.execute(granted)} - {(None,)}:
            other.execute("insert into vault.account (id, issuer, subject) values (%s, 'test', %s)", 2 * [account])


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_what_was_exported_and_imported_stands_as_it_stood(
    simulated: Installation, installation: Installation, tmp_path: Path, form: str
) -> None:
    with_accounts_of(simulated.database, installation.database)
    files, left_out = exported(simulated, tmp_path / form, form, persons=True, most=1_000)

    reports = list(record(installation.platform, decided(installation), sources(tmp_path / form), "", lambda: None))

    assert left_out == {}
    assert [(each.file, each.refused[:3]) for each in reports if each.refused] == []
    assert len(reports) == files > 2
    rebuild(installation.database, PROJECTIONS)
    before, after = rows(simulated.database), rows(installation.database)
    assert sum(map(len, before.values())) > 1_000
    for table, standing in before.items():
        assert after[table] == standing, table
