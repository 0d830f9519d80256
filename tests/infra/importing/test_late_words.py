"""A decision with a late word leaves the register and comes back: the same decision, in a fresh database."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from psycopg.rows import dict_row

from efe_domain.instance.events import CONTEST_DAYS
from efe_domain.shared.bassins import Bassin
from efe_infra.cli.import_export import export_history
from efe_infra.composition import Installation
from efe_infra.importing.importing import record, sources
from efe_infra.importing.sealed_lines import SealedLines
from efe_infra.postgres.database import Database
from efe_infra.read_model.rebuild import rebuild
from efe_projections.catalogue import PROJECTIONS
from tests.api.decisions import a_deciding_pole, an_adopted_decision, representing, say
from tests.api.given import Api
from tests.conftest import Cloning
from tests.infra.importing import history
from tests.infra.importing.given import TODAY, decided, refused
from tests.running import installation as opened
from tests.running import serving

TABLES = ("decision", "decision_position", "objection")


@pytest.fixture
def contested(database: Database, tmp_path: Path) -> Iterator[Api]:
    """A member objects after the adoption, with its account; then an act of the pôle is refused for that."""
    with serving(database, tmp_path / "source") as api:
        liege = api.coordinator(Bassin.LIEGE)
        pole, members = a_deciding_pole(liege)
        member = representing(api, liege, pole, members[0], "Tardive")
        decision = an_adopted_decision(liege, pole, members)
        say(member, decision, members[0], "OBJECT", words="Je n'ai pas dit cela.")
        yield api


def rows(database: Database, table: str) -> list[dict[str, Any]]:
    rebuild(database, PROJECTIONS)
    with psycopg.connect(database.admin, row_factory=dict_row) as connection:
        query = sql.SQL("select * from read.{} where to_position is null").format(sql.Identifier(table))
        return [
            {name: value for name, value in row.items() if name not in {"from_position", "recorded_at", "version"}}
            for row in connection.execute(query)
        ]


def _sorted(found: list[dict[str, Any]]) -> list[str]:
    """An imported word of before the adoption does not say that it was not late."""
    return sorted(str({**row, "late": row.get("late") or None}) for row in found)


def restored(source: Installation, target: Installation, folder: Path, sealed: SealedLines | None) -> list[Any]:
    history.copy_vault(source.database, target.database)
    export_history(source, folder, "jsonl", persons=False)
    deciding = decided(target, may_act_as=history.actors_of(source.database) if sealed is None else (), sealed=sealed)
    reports = [
        each
        for path in sorted(folder.iterdir())
        for each in record(target.platform, deciding, sources(path), "", lambda: None)
    ]
    return refused(reports)


def test_a_sealed_export_brings_the_late_word_back(contested: Api, cloning: Cloning, tmp_path: Path) -> None:
    source = contested.installation
    sealed = history.sealed_lines(source, tmp_path / "bundles")

    with cloning() as database, opened(database, tmp_path / "target") as target:
        assert restored(source, target, tmp_path / "lines", sealed) == []
        for table in TABLES:
            assert _sorted(rows(source.database, table)) == _sorted(rows(target.database, table))
        [decision] = rows(target.database, "decision")
        assert (decision["contested_on"], decision["late_until"]) == (TODAY, TODAY + timedelta(days=CONTEST_DAYS))


def test_without_the_log_a_file_speaks_for_no_member(contested: Api, cloning: Cloning, tmp_path: Path) -> None:
    source = contested.installation

    with cloning() as database, opened(database, tmp_path / "target") as target:
        [(_, code, _)] = restored(source, target, tmp_path / "lines", None)

    assert code == "FORBIDDEN"
