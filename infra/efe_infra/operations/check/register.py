"""Checks of the register: database and roles, read tables, signing key and name of the log, clock."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Final, LiteralString

from efe_domain.transparency.routed_log import SUFFIX
from efe_infra.operations.check.findings import DEPLOYMENT_PAGE, EVIDENCE_PAGE, RUNBOOKS, Finding, Level
from efe_infra.postgres.connection import connect
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.postgres.errors import DatabaseUnusable, SchemaNotMigrated
from efe_infra.postgres.opening import inspected_database
from efe_infra.read_model.tables.generation import Precedence
from efe_infra.read_model.tables.status import status
from efe_infra.settings import Settings
from efe_infra.transparency.sealing.errors import KeyMissing, SealRefused
from efe_infra.transparency.sealing.ledger_log import read_keys
from efe_infra.transparency.sealing.sealer import Sealer
from efe_projections.catalogue import PROJECTIONS

MAX_CLOCK_DIFFERENCE_S: Final = 5.0
CLOCKS: LiteralString = "select clock_timestamp(), (select max(recorded_at) from ledger.event)"

type MakeSealer = Callable[[Settings, Database], Sealer]
"""Maker of the sealer of the settings; raises `SealRefused`."""


def register_findings(settings: Settings, sealer_of: MakeSealer) -> Iterator[Finding]:
    """Yields what holds of the database, and of what it holds if it can be read."""
    try:
        database = inspected_database(settings)
    except DatabaseUnusable as refusal:
        yield _unusable(settings, refusal)
        return
    yield Finding("database", Level.OK, "Elle répond, ses rôles et son schéma sont ceux de cette version.")
    yield _tables(database)
    yield from _seal(settings, database, sealer_of)
    yield _clock(database)


def _unusable(settings: Settings, refusal: DatabaseUnusable) -> Finding:
    if isinstance(refusal, SchemaNotMigrated) and not settings.logins:
        message = "Elle n'est pas encore préparée pour cette version : « efe migrate » ou « efe serve » le font."
        return Finding("database", Level.WARNING, message, ("EFE_DATABASE_URL",), f"{RUNBOOKS}/upgrade.md")
    names = ("EFE_DATABASE_URL", "EFE_COMMAND_URL", "EFE_PROJECTOR_URL", "EFE_READ_URL")
    return Finding("database", Level.FAULT, str(refusal), names, DEPLOYMENT_PAGE)


def _tables(database: Database) -> Finding:
    current = status(database, PROJECTIONS)
    if current.failure:
        message = f"L'événement {current.failure.position} les arrête ({current.failure.projection})."
        return Finding("tables", Level.FAULT, message, page=f"{RUNBOOKS}/corrupt-read-model.md")
    if current.tables.is_behind:
        message = "Elles sont d'une version plus récente : ce programme est remplacé."
        return Finding("tables", Level.FAULT, message, page=f"{RUNBOOKS}/upgrade.md")
    if current.tables.precedence is Precedence.DUE:
        message = "Elles sont d'une version plus ancienne : « efe migrate --tables » les remplace."
        return Finding("tables", Level.WARNING, message, page=f"{RUNBOOKS}/upgrade.md")
    return Finding("tables", Level.OK, f"À jour jusqu'à la position {current.position}, sur {current.head}.")


def _seal(settings: Settings, database: Database, sealer_of: MakeSealer) -> Iterator[Finding]:
    with connect(database.conninfo(DatabaseRole.PROJECTOR)) as connection:
        keys = read_keys(connection)
    origin = keys[0].name.removesuffix(SUFFIX) if keys else settings.origin
    try:
        obstacle = sealer_of(settings, database).obstacle()
    except SealRefused as refusal:
        obstacle = refusal
    if isinstance(obstacle, KeyMissing):
        yield Finding("seal-key", Level.FAULT, str(obstacle), ("EFE_HOME",), f"{RUNBOOKS}/lost-key.md")
    else:
        yield Finding("seal-key", Level.OK, "Elle est ici." if keys else "Elle sera faite au premier scellé.")
    if obstacle and not isinstance(obstacle, KeyMissing):
        yield Finding("log-name", Level.FAULT, str(obstacle), ("EFE_ORIGIN",), EVIDENCE_PAGE)
    elif origin:
        drawn = "" if settings.origin else " Il ne vient pas d'EFE_ORIGIN, et reste pour toujours."
        yield Finding("log-name", Level.OK, f"Le journal se nomme « {origin} ».{drawn}")
    else:
        message = "Sans nom choisi, un nom est tiré au sort au premier scellé, et reste pour toujours."
        yield Finding("log-name", Level.WARNING, message, ("EFE_ORIGIN",), EVIDENCE_PAGE)


def _clock(database: Database) -> Finding:
    with connect(database.conninfo(DatabaseRole.COMMAND)) as connection:
        [(now, last)] = connection.execute(CLOCKS).fetchall()
    difference = abs((datetime.now(UTC) - now).total_seconds())
    if difference > MAX_CLOCK_DIFFERENCE_S:
        message = f"{difference:.0f} s séparent l'horloge de cette machine de celle de la base : réglez les deux."
        return Finding("clock", Level.WARNING, message, page=DEPLOYMENT_PAGE)
    if last and (last - now).total_seconds() > MAX_CLOCK_DIFFERENCE_S:
        message = "L'horloge de la base retarde sur le dernier événement enregistré : réglez-la."
        return Finding("clock", Level.WARNING, message, page=DEPLOYMENT_PAGE)
    return Finding("clock", Level.OK, "Celle de cette machine et celle de la base sont d'accord.")
