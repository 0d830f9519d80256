"""A trial of the import on real schools: each registered with its site and its competence, member of its own pôle.

    uv run poe trial-schools-import PATH

PATH is a CSV with the columns fase, nom, types, cp, commune and bassin. The files to import are made from it.
"""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from rich.console import Console
from rich.table import Table

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.command_context import SYSTEM_CLI, CommandContext, in_context
from efe_graphql.request.context import day_in_law
from efe_infra.composition import Installation
from efe_infra.importing.actors import Actors
from efe_infra.importing.importing import Report, record, rehearse, sources
from efe_infra.importing.line_commands import LineCommands
from efe_infra.importing.line_files import write_files
from efe_infra.postgres.database import Database
from efe_infra.postgres.embedded import EmbeddedServer
from efe_infra.postgres.migrations import migrate
from efe_infra.read_model.tables.schema import create_read_tables
from efe_projections.catalogue import PROJECTIONS
from tests.running import installation as opened
from tests.trials.schools import AXIS, School, schools

ON = {"effectiveOn": "2016-09-01"}


def lines(found: list[School]) -> Iterator[dict[str, Any]]:
    """A pôle in each bassin, then its schools."""
    for bassin in Bassin:
        by = {"by": coordinator(bassin)}
        common = {"bassin": bassin.name, **ON}
        yield {"key": f"axe-{bassin}", **by, "identifyAxis": {**common, "axis": AXIS}}
        yield {"key": f"pole-{bassin}", **by, "createPole": {**common, "axis": AXIS, "name": "Pôle d'essai"}}
    for school in found:
        bassin, key = school.commune.bassin, school.fase
        by, common = {"by": coordinator(bassin)}, {"bassin": bassin.name, **ON}
        about = {**common, "operatorId": f"Operator:={key}"}
        named = {"scheme": "FASE", "number": school.fase, "name": school.name, "kind": school.kind}
        member = {"poleId": f"Pole:=pole-{bassin}", "operatorId": f"Operator:={key}", **ON}
        yield {"key": key, **by, "registerOperator": {**common, **named}}
        yield {"key": f"{key}-site", **by, "openSite": {**about, "commune": school.commune.nis}}
        yield {"key": f"{key}-axe", **by, "recogniseCompetence": {**about, "axis": AXIS}}
        yield {"key": f"{key}-membre", **by, "designateMember": member}


def coordinator(bassin: Bassin) -> str:
    return f"coordination-{bassin}"


def main(path: Path) -> None:
    console = Console()
    with (
        TemporaryDirectory(prefix="efe-trial-") as home,
        EmbeddedServer(Path(home)) as server,
    ):
        database = Database(server.conninfo)
        migrate(database)
        create_read_tables(database, PROJECTIONS)
        with opened(database, Path(home)) as installation:
            establish(installation)
            table = Table("Forme", "Mode", "Lignes", "Enregistrées", "Déjà là", "Refusées", "Secondes")
            found = list(schools(path))
            for form in ("csv", "jsonl"):
                folder = Path(home) / form
                write_files(folder, lines(found), form)
                for mode in ("dry-run", "apply", "apply"):
                    started = perf_counter()
                    [report] = imported(installation, folder, apply=mode == "apply")
                    figures = report.lines, report.recorded, report.known, len(report.refused)
                    table.add_row(form, mode, *map(str, figures), f"{perf_counter() - started:.1f}")
            console.print(table)


def establish(installation: Installation) -> None:
    with in_context(CommandContext(actor=SYSTEM_CLI, today=day_in_law(datetime.now(UTC)))):
        for bassin in Bassin:
            account = installation.vault.account_for(installation.tokens.issuer, coordinator(bassin))
            installation.platform.establish_instance(bassin, on=day_in_law(datetime(2015, 1, 1, 12, tzinfo=UTC)))
            installation.platform.grant_access(bassin, account, Role.COORDINATOR)


def imported(installation: Installation, folder: Path, *, apply: bool) -> list[Report]:
    decided = LineCommands(
        installation.platform,
        installation.vault,
        installation.documents,
        actors=Actors(installation.vault, installation.tokens.issuer, [coordinator(bassin) for bassin in Bassin]),
        namespace="essai",
        today=day_in_law(datetime.now(UTC)),
    )
    how = record if apply else rehearse
    return list(how(installation.platform, decided, sources(folder), "", lambda: None))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: poe trial-schools-import FICHIER.csv")
    main(Path(sys.argv[1]))
