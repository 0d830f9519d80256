"""`efe digest` and `efe replay` as a person runs them."""

import json
from datetime import timedelta
from pathlib import Path
from zipfile import ZipFile

import psycopg
import pytest
from typer.testing import CliRunner, Result

from efe_domain.shared.bassins import NAMES, Bassin
from efe_infra.cli.app import app
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.read_model.rebuild import rebuild
from efe_projections.catalogue import PROJECTIONS
from tests.infra.cli.here import efe
from tests.infra.cli.process import environment, fails_in_one_line
from tests.infra.replay.bundles import VKEY, parts_of, stored, write_bundle, write_parts
from tests.infra.replay.played import play


class Auditor:
    """A folder with the bundle of Liège, and the commands beside it."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database = database
        self.folder = folder
        self.env = environment(folder, database)
        self.bundle = str(write_bundle(folder / "liege.zip", stored(database), Bassin.LIEGE))

    def run(self, *words: str) -> Result:
        return CliRunner().invoke(app, words, env=self.env, catch_exceptions=False)

    def replay(self, *words: str) -> Result:
        """Replays the bundle of Liège, whose key is not that of the platform."""
        return self.run("replay", self.bundle, "--key", VKEY, *words)

    def digest(self, *words: str) -> str:
        """The path of a digest of the platform."""
        made = self.folder / "digest.json"
        made.write_text(self.run("digest", "--json", *words).stdout)
        return str(made)

    def left_behind(self) -> list[str]:
        with psycopg.connect(self.database.admin) as connection:
            found = connection.execute("select datname from pg_database where datname like 'efe\\_replay\\_%'")
            return [name for (name,) in found]


@pytest.fixture(scope="module")
def auditor(module_database: Database, tmp_path_factory: pytest.TempPathFactory) -> Auditor:
    play(module_database)
    return Auditor(module_database, tmp_path_factory.mktemp("auditor"))


def test_a_bundle_that_says_what_the_platform_serves_is_one_sentence(auditor: Auditor) -> None:
    before = auditor.left_behind()

    done = auditor.replay()

    assert done.exit_code == 0, done.stderr
    assert done.stdout.startswith("Rejeu conforme pour l'Instance bassin de Liège, position ")
    assert "Hors du condensé" in done.stdout
    assert auditor.left_behind() == before


@pytest.mark.parametrize(
    ("bassin", "annexed"), [(Bassin.LIEGE, 0), (Bassin.NAMUR, 4), (Bassin.HUY_WAREMME, 12), (Bassin.BRUXELLES, 0)]
)
def test_what_the_platform_exports_gives_again_what_it_serves(auditor: Auditor, bassin: Bassin, annexed: int) -> None:
    path = str(auditor.folder / f"exported-{bassin}.zip")
    sealed = auditor.run("seal")
    exported = auditor.run("export", "--bassin", bassin, "-o", path, "--force")

    done = auditor.run("replay", path)
    earlier = auditor.run("replay", path, "--at", "100")

    assert (sealed.exit_code, exported.exit_code) == (0, 0), sealed.stderr + exported.stderr
    assert (done.exit_code, earlier.exit_code) == (0, 0), done.stderr + earlier.stderr
    assert NAMES[bassin] in done.stdout
    assert f"et {annexed} du passé de projets rejoints" in exported.stdout


@pytest.mark.parametrize("at", ["9", "2026-11-24T00:00:00+01:00"])
def test_a_digest_is_what_a_bundle_is_compared_with(auditor: Auditor, at: str) -> None:
    digest = auditor.digest("--bassin", "liege", "--at", at)

    done = auditor.replay("--against", digest)

    assert done.exit_code == 0, done.stderr
    assert f"position {json.loads(Path(digest).read_text())['position']} ;" in done.stdout


def test_a_bundle_that_says_otherwise_than_a_digest_names_the_tables(auditor: Auditor) -> None:
    """Both are genuine: the digest tells of rows that were altered when it was made."""
    digest = Path(auditor.digest("--bassin", "liege"))
    altered = json.loads(digest.read_text())
    for table in ("body", "recorded_event"):
        altered["tables"][table]["sha256"] = "0" * 64
    digest.write_text(json.dumps(altered))

    done = auditor.replay("--against", str(digest))

    assert done.exit_code == 1
    assert done.stderr.splitlines() == [
        "Différence : Table body : le condensé diffère.",
        "Différence : Table recorded_event : le condensé diffère.",
    ]


def test_a_damaged_bundle_is_not_replayed(auditor: Auditor) -> None:
    parts = parts_of(Path(auditor.bundle))
    parts["events.jsonl"] = parts["events.jsonl"].replace("Plénière".encode(), "Plenière".encode(), 1)
    damaged = write_parts(auditor.folder / "damaged.zip", parts)

    done = auditor.run("replay", str(damaged), "--key", VKEY)

    assert done.exit_code == 1
    assert done.stderr.startswith("Refusé [EVENTS_ALTERED]")


def test_a_bundle_is_held_to_the_checkpoints_that_were_kept(auditor: Auditor) -> None:
    """The holder of the key made another past: without an earlier checkpoint it looks genuine."""
    with ZipFile(auditor.bundle) as zipped:
        note = zipped.read("checkpoint.note")
    events = stored(auditor.database)
    kept, other = auditor.folder / "kept.note", auditor.folder / "other.note"
    kept.write_bytes(note)
    write_bundle(auditor.folder / "short.zip", events[:-1], Bassin.LIEGE)
    with ZipFile(auditor.folder / "short.zip") as zipped:
        other.write_bytes(zipped.read("checkpoint.note"))
    moved = [events[0]._replace(recorded_at=events[0].recorded_at - timedelta(microseconds=1)), *events[1:]]
    rewritten = str(write_bundle(auditor.folder / "rewritten.zip", moved, Bassin.LIEGE))

    known = auditor.replay("--since", str(kept), "--since", str(other))
    refused = [auditor.run("replay", rewritten, "--key", VKEY, "--since", str(note)) for note in (kept, other)]
    misused = auditor.run("replay", "--live", "--since", str(kept))

    assert known.exit_code == 0, known.stderr
    assert [done.exit_code for done in refused] == [1, 1]
    assert [done.stderr.partition("]")[0] for done in refused] == ["Refusé [SPLIT_VIEW", "Refusé [PAST_REWRITTEN"]
    assert misused.exit_code == 2


def test_a_row_that_was_tampered_with_is_named(auditor: Auditor) -> None:
    try:
        with psycopg.connect(auditor.database.conninfo(DatabaseRole.PROJECTOR)) as owner:
            owner.execute("update read.body set name = 'Autre' where bassin = 'liege' and name = 'Plénière'")
        of_the_bundle, of_the_ledger = auditor.replay(), auditor.run("replay", "--live")
    finally:
        rebuild(auditor.database, PROJECTIONS)

    for done in (of_the_bundle, of_the_ledger):
        assert done.exit_code == 1
        assert done.stderr.startswith('Différence : Table body, ligne {"id":')
        assert 'champ name : rejoué "Plénière", servi "Autre".' in done.stderr


def test_a_version_that_ended_is_compared_too_when_the_whole_ledger_is_replayed(auditor: Auditor) -> None:
    whole = auditor.run("replay", "--live")
    try:
        with psycopg.connect(auditor.database.conninfo(DatabaseRole.PROJECTOR)) as owner:
            moved = owner.execute(
                "update read.pole set to_position = to_position + 1 where to_position is not null and not exists"
                " (select from read.pole as next where next.id = pole.id and next.to_position = pole.to_position + 1)"
            )
        tampered = auditor.run("replay", "--live")
    finally:
        rebuild(auditor.database, PROJECTIONS)

    assert moved.rowcount > 0
    assert whole.exit_code == 0, whole.stderr
    assert "pour tout le registre" in whole.stdout
    assert tampered.exit_code == 1
    assert "Table pole, ligne" in tampered.stderr
    assert "champ to_position" in tampered.stderr


def test_a_scratch_database_may_be_kept(auditor: Auditor) -> None:
    before = {*auditor.left_behind()}

    done = auditor.replay("--keep")

    [kept] = {*auditor.left_behind()} - before
    with psycopg.connect(auditor.database.admin, autocommit=True) as admin:
        admin.execute(f"drop database {kept}")
    assert kept in done.stderr


def test_what_is_not_a_bundle_is_one_line(auditor: Auditor) -> None:
    (auditor.folder / "text.zip").write_text("Bonjour")

    assert fails_in_one_line(efe("replay", str(auditor.folder / "text.zip"), env=auditor.env))


def test_a_platform_that_is_behind_is_one_line(database: Database, auditor: Auditor, tmp_path: Path) -> None:
    done = efe("replay", auditor.bundle, "--key", VKEY, env=environment(tmp_path, database))

    assert fails_in_one_line(done), done.stderr
    assert "position 0" in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("replay",),
        ("replay", "--live", "{bundle}"),
        ("replay", "no.zip"),
        ("replay", "{bundle}", "--key", VKEY, "--at", "demain"),
        ("replay", "{bundle}", "--key", VKEY, "--at", "2026-11-24T10:00:00"),
        ("replay", "{bundle}", "--key", VKEY, "--at", "99999999"),
        ("replay", "{bundle}", "--key", VKEY, "--against", "{bundle}"),
        ("digest", "--bassin", "atlantide"),
    ],
)
def test_a_command_that_is_not_understood_ends_with_two(auditor: Auditor, words: tuple[str, ...]) -> None:
    done = auditor.run(*(word.format(bundle=auditor.bundle) for word in words))

    assert done.exit_code == 2, done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("changed", [{"bassin": "namur"}, {"definition": "other"}])
def test_a_digest_of_something_else_is_not_compared(auditor: Auditor, changed: dict[str, str]) -> None:
    other = auditor.folder / "other.json"
    other.write_text(json.dumps({**json.loads(Path(auditor.digest("--bassin", "liege")).read_text()), **changed}))

    assert auditor.replay("--against", str(other)).exit_code == 2


def test_a_digest_is_shown_with_what_is_left_out(auditor: Auditor) -> None:
    done = auditor.run("digest", "--bassin", "liege", "--at", "9")

    assert done.exit_code == 0
    assert "Instance bassin de Liège, position 9" in done.stdout
    assert "Hors du condensé" in done.stdout
