"""A real ledger in which a pôle of Namur joins a project of Liège late, sealed bit by bit, and its bundles."""

import zipfile
from collections.abc import Mapping
from contextlib import closing
from functools import cached_property
from pathlib import Path
from typing import Any

import psycopg
from msgspec.structs import replace

from efe_domain.platform import Platform
from efe_domain.project.events import FundingAuthority
from efe_domain.shared.bassins import Bassin
from efe_infra.ledger.factory import ledger_env
from efe_infra.postgres.database import Database
from efe_infra.transparency.evidence.bundle import export_bundle
from efe_infra.transparency.sealing.keys import KeyFiles
from efe_infra.transparency.sealing.sealer import Sealer
from efe_infra.transparency.sealing.signing import Signing
from tests.domain.given import TODAY, some_id
from tests.domain.projects import LIEGE, NAMUR, acting_in
from tests.infra.commands.joint_stage import JointStage
from tests.infra.commands.project_stage import carry, emerged
from tests.infra.commands.stage import COORDINATOR, COORDINATOR_OF_NAMUR, by

ORIGIN = "tests.example/efe"
LAST = 69
"""The last position of the ledger."""
SEALED = ("genesis", "entry", "subtree", "ledger_checkpoint", "ledger_cosignature", "ledger_timestamp")
GUARDED = ("ledger.event", *(f"seal.{table}" for table in SEALED))
LEAF = "ledger.leaf(position, recorded_at, originator_id, originator_version, topic, state)"


class Sealed:
    """A ledger of some fifty events of Namur, its seal, and what an auditor was given on the way."""

    def __init__(self, database: Database, home: Path) -> None:
        self.database, self.home = database, home
        self.notes: list[bytes] = []
        with closing(Platform(env=ledger_env(database))) as platform:
            stage = JointStage(platform, platform)
            self.seal()
            with by(COORDINATOR):
                project = emerged(platform, stage.liege, replace(acting_in(LIEGE), title="Un projet de Liège"))
                carry(platform, project, stage.liege, on=TODAY)
            self.seal()
            with by(COORDINATOR):
                platform.amend_project(project, acting_in(LIEGE, NAMUR), "Avec Namur.")
            self.seal()
            stage.bring(project)
            self.project, self._namur = project, stage.namur
        self.write(12)
        self.seal()

    def write(self, events: int, name: str = "Appel") -> None:
        """Writes the bundles of Namur and of Liège."""
        with closing(Platform(env=ledger_env(self.database))) as platform, by(COORDINATOR_OF_NAMUR):
            for number in range(events):
                application, procedure = some_id(f"{name} {number}"), f"{name} n° {number}"
                authority = FundingAuthority.GOUVERNEMENT_WALLON
                platform.apply_for_funding(self.project, application, self._namur, authority, procedure, 900_000)

    def seal(self) -> None:
        sealer = Sealer(self.database, Signing(KeyFiles(self.home), ORIGIN), page_size=9)
        checkpoint = sealer.run().checkpoint
        assert checkpoint
        self.notes.append(checkpoint.note.encode())

    def size(self, note: int) -> int:
        """Returns the size of the checkpoint that the auditor got."""
        return int(self.notes[note].split(b"\n")[1])

    @cached_property
    def key(self) -> str:
        return str(self.rows("select vkey from seal.ledger_key order by number")[0][0])

    def bundle(self, bassin: Bassin = Bassin.NAMUR) -> dict[str, bytes]:
        target = self.home / "bundle.zip"
        export_bundle(self.database, bassin, target, lambda *_: None, force=True)
        return unzipped(target)

    def rows(self, query: str) -> list[Any]:
        with psycopg.connect(self.database.admin) as connection:
            return connection.execute(query.encode()).fetchall()

    def rewrite(self, *statements: str) -> None:
        """Rewrites rows as a determined superuser can."""
        with psycopg.connect(self.database.admin) as connection:
            tampering(connection, *statements)


def tampering(connection: psycopg.Connection[Any], *statements: str) -> None:
    """Without the triggers that guard the tables, which are then as they were."""
    for guarding in ("disable trigger", "enable always trigger"):
        for table in GUARDED:
            connection.execute(f"alter table {table} {guarding} append_only".encode())
        if guarding == "disable trigger":
            for statement in statements:
                assert connection.execute(statement.encode()).rowcount != 0, statement


def unzipped(target: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(target) as zipped:
        return {name: zipped.read(name) for name in zipped.namelist()}


def evidence(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Returns the files of a bundle without the mere conveniences."""
    beside = ("keys/", "schemas/", "verify.", "LISEZMOI.txt", "FORMAT.md")
    return {name: data for name, data in files.items() if not name.startswith(beside)}
