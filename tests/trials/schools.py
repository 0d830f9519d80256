"""A trial on real schools: each sits in the pôle of its own bassin, and is refused in that of another.

    uv run poe trial-schools PATH

PATH is a CSV with the columns fase, nom, types, cp, commune and bassin.
"""

import csv
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rich.console import Console
from rich.progress import track
from rich.table import Table

from efe_domain.shared.bassins import Bassin, Commune, communes
from efe_domain.shared.texts import slug
from efe_infra.http.errors.logs import log_to
from efe_infra.postgres.database import Database
from efe_infra.postgres.embedded import EmbeddedServer
from efe_infra.postgres.migrations import migrate
from efe_infra.read_model.tables.schema import create_read_tables
from efe_projections.catalogue import PROJECTIONS
from tests.api.given import LONG_AGO, Api, Client
from tests.running import serving

AXIS = {"kind": "FILIERE", "label": "Filière d'essai"}


@dataclass(frozen=True)
class School:
    fase: str
    name: str
    kind: str
    commune: Commune


def schools(path: Path) -> Iterator[School]:
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            yield School(row["fase"], row["nom"], kind_of(row["types"]), commune_of(row["cp"], row["commune"]))


def kind_of(types: str) -> str:
    """The first of what the school is that the register has a kind for."""
    known = {"CEFA": "CEFA", "SEC": "ENSEIGNEMENT_SECONDAIRE", "EPS": "PROMOTION_SOCIALE"}
    return next(known[kind] for kind in types.split("|"))


def commune_of(postcode: str, name: str) -> Commune:
    """Two communes may share a postal code; the name decides then."""
    found = [commune for commune in communes().values() if postcode in commune.postcodes]
    named = [commune for commune in found if slug(commune.name) == slug(name)]
    return (named or found)[0]


class Trial:
    """A pôle per bassin, in which schools are designated through GraphQL."""

    def __init__(self, api: Api) -> None:
        self._coordinators = {bassin: api.coordinator(bassin) for bassin in Bassin}
        self._poles = {bassin: self._pole(bassin) for bassin in Bassin}
        self.designated: Counter[Bassin] = Counter()
        self.refused: Counter[Bassin] = Counter()

    def take(self, school: School) -> None:
        """Register a school, designate it in its own bassin and try it in all the others."""
        home = school.commune.bassin
        operator = self._registered(school)
        assert self._designate(home, operator)["userErrors"] == []
        self.designated[home] += 1
        for other in set(Bassin) - {home}:
            [error] = self._designate(other, operator)["userErrors"]
            assert (error["code"], error["rule"]["key"]) == ("NOT_LOCAL", "PS-LOCAL")
            self.refused[other] += 1

    def members(self, bassin: Bassin) -> int:
        """Returns the members of the pôle of a bassin, as its coordinator reads them."""
        shown = "query ($id: ID!) { pole(id: $id) { dossier { memberships { until } } } }"
        pole = self._coordinators[bassin].ask(shown, id=self._poles[bassin])["pole"]
        return len(pole["dossier"]["memberships"])

    def _pole(self, bassin: Bassin) -> str:
        by = self._coordinators[bassin]
        by.do("identifyAxis", bassin=bassin.name, axis=AXIS, effectiveOn=LONG_AGO.isoformat())
        pole: str = by.done("createPole", "pole { id }", bassin=bassin.name, axis=AXIS, name="Pôle d'essai")["id"]
        return pole

    def _registered(self, school: School) -> str:
        by: Client = self._coordinators[school.commune.bassin]
        common = {"bassin": school.commune.bassin.name, "effectiveOn": LONG_AGO.isoformat()}
        given = {"scheme": "FASE", "number": school.fase, "name": school.name, "kind": school.kind}
        operator: str = by.done("registerOperator", "operator { id }", **common, **given)["id"]
        by.done("openSite", "operator { id }", **common, operatorId=operator, commune=school.commune.nis)
        by.done("recogniseCompetence", "operator { id }", **common, operatorId=operator, axis=AXIS)
        return operator

    def _designate(self, bassin: Bassin, operator: str) -> dict[str, Any]:
        return self._coordinators[bassin].do("designateMember", poleId=self._poles[bassin], operatorId=operator)


def main(path: Path) -> None:
    console = Console()
    with TemporaryDirectory(prefix="efe-trial-") as home, EmbeddedServer(Path(home)) as server:
        log_to((Path(home) / "log").open("wb", buffering=0))
        database = Database(server.conninfo)
        migrate(database)
        create_read_tables(database, PROJECTIONS)
        with serving(database, Path(home)) as api:
            trial = Trial(api)
            for school in track(list(schools(path)), "Écoles", console=Console(stderr=True), transient=True):
                trial.take(school)
            console.print(report(trial))


def report(trial: Trial) -> Table:
    table = Table("Bassin", "Désignées", "Membres lus", "Refusées (PS-LOCAL)")
    for bassin in Bassin:
        table.add_row(bassin, str(trial.designated[bassin]), str(trial.members(bassin)), str(trial.refused[bassin]))
    table.add_section()
    table.add_row("Total", str(trial.designated.total()), "", str(trial.refused.total()))
    return table


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: poe trial-schools FICHIER.csv")
    main(Path(sys.argv[1]))
