"""A simulated history, exported as commands and imported into an empty ledger, leaves the same rows."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from psycopg.rows import dict_row

from efe_infra.cli.import_export import export_history
from efe_infra.composition import Installation
from efe_infra.importing.importing import record, sources
from efe_infra.importing.sealed_lines import SealedLines
from efe_infra.postgres.database import Database
from efe_infra.read_model.rebuild import rebuild
from efe_projections.catalogue import PROJECTIONS
from tests.conftest import Cloning
from tests.infra.importing import history
from tests.infra.importing.given import decided

EVENTS = 2_000
FEW = 400
"""Lines of a file: several follow one another."""
PLACED = {
    *("from_position", "to_position", "recorded_at", "recorded_for", "words", "past_root"),
    *("deadline_recorded_on", "recorded_on", "late", "late_until"),
    "granted_by",
}
"""Where and when it was recorded, what hashes that, and what follows from the day of recording, which no
imported line has; whether for a member, which the simulation does not say; who gave a role, which a file leaves to
the command line.
"""


@pytest.fixture(scope="module")
def simulated(cloning: Cloning, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with (
        cloning() as database,
        history.simulated(database, tmp_path_factory.mktemp("simulated"), EVENTS) as installation,
    ):
        rebuild(database, PROJECTIONS)
        yield installation


def rows(database: Database) -> Mapping[str, Sequence[str]]:
    """Returns the current rows of every table."""
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


def test_what_was_exported_and_imported_stands_as_it_stood(
    simulated: Installation, installation: Installation, tmp_path: Path
) -> None:
    """As lines of JSON; a history with corrections is exported in both forms."""
    history.let_in(simulated.database, installation.database)

    compare(simulated, installation, tmp_path / "jsonl", "jsonl")


def test_a_demonstration_too(cloning: Cloning, installation: Installation, tmp_path: Path) -> None:
    """Its projects grow by invitations, and its pôles agree on their modalities."""
    with cloning() as database, history.demonstrated(database, tmp_path / "home") as played:
        rebuild(database, PROJECTIONS)
        history.copy_vault(database, installation.database)

        sealed = history.sealed_lines(played, tmp_path / "bundles")
        compare(played, installation, tmp_path / "jsonl", "jsonl", sealed)


def compare(
    source: Installation, target: Installation, folder: Path, form: str, sealed: SealedLines | None = None
) -> None:
    """Without `sealed`, the command line names the accounts."""
    files, left_out = export_history(source, folder, form, persons=True, most=FEW)

    names = () if sealed else history.actors_of(source.database)
    deciding = decided(target, may_act_as=names, sealed=sealed)
    reports = list(record(target.platform, deciding, sources(folder), "", lambda: None))

    assert left_out == {}
    assert [(each.file, each.refused[:3]) for each in reports if each.refused] == []
    assert len(reports) == files > 1
    rebuild(target.database, PROJECTIONS)
    before, after = rows(source.database), rows(target.database)
    assert sum(map(len, before.values())) > 400
    for table, standing in before.items():
        assert after[table] == standing, table
