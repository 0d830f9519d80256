"""Files to import, and what the tests look at."""

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.command_context import SYSTEM_CLI, CommandContext, in_context
from efe_graphql.request.context import day_in_law
from efe_infra.composition import Installation
from efe_infra.identity.local_issuer import ISSUER
from efe_infra.importing.actors import Actors
from efe_infra.importing.importing import Report, record, rehearse, sources
from efe_infra.importing.line_commands import LineCommands
from efe_infra.importing.newcomers import Newcomers
from efe_infra.importing.sealed_lines import SealedLines
from efe_infra.postgres.database import Database

TODAY = day_in_law(datetime.now(UTC))
LIEGE = "coordination-liege"
ON = {"effectiveOn": "2016-09-01"}
AXIS = {"kind": "METIER", "label": "Soudeur"}
COMMON = {"bassin": "LIEGE", **ON}
KINDS = ("ENTREPRISE", "FORMATION", "CEFA")
SPEAKER = UUID(int=7)
"""Whom the vault holds beforehand, and who represents every member."""


def line(key: str, command: str, **given: Any) -> dict[str, Any]:
    return {"key": key, command: given}


def an_operator(kind: str) -> list[dict[str, Any]]:
    number = f"R-{kind}"
    about = {**COMMON, "operatorId": f"Operator:={kind}"}
    member = {"poleId": "Pole:=pole", "operatorId": f"Operator:={kind}", "representativeId": f"Person:{SPEAKER}"}
    return [
        line(kind, "registerOperator", **COMMON, scheme="REGISTER", number=number, name=f"Maison {kind}", kind=kind),
        line(f"{kind}-site", "openSite", **about, commune="62063"),
        line(f"{kind}-axe", "recogniseCompetence", **about, axis=AXIS),
        line(f"{kind}-membre", "designateMember", **member, **ON),
    ]


def a_pole() -> list[dict[str, Any]]:
    """The pôle of Liège around an axis, from nothing, constituted in 2016."""
    return [
        line("axe", "identifyAxis", **COMMON, axis=AXIS),
        line("pole", "createPole", **COMMON, axis=AXIS, name="Soudage"),
        *(each for kind in KINDS for each in an_operator(kind)),
        line("terme", "constitutePole", poleId="Pole:=pole", **ON),
    ]


def established(installation: Installation) -> UUID:
    """Liège has a coordinator, whose account it is; the vault holds who represents members."""
    installation.vault.register_person(given_name="Voix", family_name="Du Membre", person_id=SPEAKER)
    account = installation.vault.account_for(ISSUER, LIEGE)
    with in_context(CommandContext(actor=SYSTEM_CLI, today=TODAY)):
        installation.platform.establish_instance(Bassin.LIEGE, on=date(2015, 1, 1))
        installation.platform.grant_access(Bassin.LIEGE, account, Role.COORDINATOR)
    return account


def written(folder: Path, lines: Iterable[dict[str, Any]], name: str = "histoire.jsonl") -> Path:
    path = folder / name
    path.write_text("".join(f"{json.dumps(each, ensure_ascii=False)}\n" for each in lines), encoding="utf-8")
    return path


def decided(
    installation: Installation,
    namespace: str = "reprise",
    newcomers: Newcomers | None = None,
    *,
    may_act_as: Collection[str] = (),
    sealed: SealedLines | None = None,
) -> LineCommands:
    """The default account of the lines is named on the command line, so it may act."""
    return LineCommands(
        installation.platform,
        installation.vault,
        installation.documents,
        actors=Actors(installation.vault, ISSUER, [LIEGE, *may_act_as], sealed),
        namespace=namespace,
        today=TODAY,
        newcomers=newcomers,
    )


def applied(
    installation: Installation, path: Path, *, by: str = LIEGE, may_act_as: Collection[str] = ()
) -> Sequence[Report]:
    deciding = decided(installation, may_act_as=[by, *may_act_as])
    return list(record(installation.platform, deciding, sources(path), by, lambda: None))


def rehearsed(
    installation: Installation, path: Path, *, by: str = LIEGE, may_act_as: Collection[str] = ()
) -> Sequence[Report]:
    deciding = decided(installation, may_act_as=[by, *may_act_as])
    return list(rehearse(installation.platform, deciding, sources(path), by, lambda: None))


def counted(database: Database) -> tuple[int, int]:
    """Events of the ledger, and persons of the vault."""
    with psycopg.connect(database.admin) as connection:
        [(events, persons)] = connection.execute(
            "select (select count(*) from ledger.event), (select count(*) from vault.person)"
        ).fetchall()
    return events, persons


def refused(reports: Sequence[Report]) -> list[tuple[int, str, str]]:
    """Line, code and rule of each that is refused."""
    return [(each.line, each.code, each.rule) for report in reports for each in report.refused]
