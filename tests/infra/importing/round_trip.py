"""A history that is exported and imported elsewhere, with the rows of both."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from efe_infra.cli.import_export import export_history
from efe_infra.composition import Installation
from efe_infra.importing.importing import record, sources
from efe_infra.importing.sealed_lines import SealedLines
from efe_infra.postgres.database import Database
from efe_infra.read_model.rebuild import rebuild
from efe_projections.catalogue import PROJECTIONS
from tests.infra.importing import history
from tests.infra.importing.given import decided

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


def compare(
    source: Installation, target: Installation, folder: Path, form: str, sealed: SealedLines | None = None
) -> None:
    """Exports a history, imports it, and compares the rows; without `sealed`, the command line names the accounts."""
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
