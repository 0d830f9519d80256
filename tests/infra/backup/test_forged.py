"""Backups that somebody has changed: refused by name, with the database left as it was."""

import gzip
import os
import shutil
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

from efe_infra.backup import errors
from efe_infra.backup.catalogue import Catalogue
from efe_infra.backup.dump import back_up
from efe_infra.backup.files import file_name, sha256_of
from efe_infra.backup.loading import LOADER, open_to_loading
from efe_infra.backup.manifest import MANIFEST
from efe_infra.backup.restore import FOUND, restore
from efe_infra.postgres.database import Database
from tests.conftest import Cloning
from tests.infra.backup.conftest import Empty
from tests.infra.backup.given import WRITTEN, a_written_ledger, rows
from tests.infra.backup.told import manifest_of, told, told_of
from tests.infra.transparency.evidence.given import LEAF, tampering

EVENTS, TURN = file_name("ledger.event"), file_name("ledger.turn")
PROGRAM = "state) from program 'touch /tmp/x' --"
BOMB = 64 << 20


def put_back(target: Database, source: Path) -> None:
    restore(target, source, lambda *_: None)


@pytest.fixture(scope="module")
def honest(cloning: Cloning, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("honest") / "b"
    with cloning() as database:
        a_written_ledger(database)
        back_up(database, folder)
    return folder


@pytest.fixture
def made(honest: Path, tmp_path: Path) -> Path:
    return shutil.copytree(honest, tmp_path / "b")


def with_table(folder: Path, name: str) -> None:
    """One more, with the data of another."""
    [turn] = [each for each in manifest_of(folder)["tables"] if each["name"] == "ledger.turn"]
    if "/" not in name:
        (folder / file_name(name)).write_bytes((folder / TURN).read_bytes())
    told(folder, tables=[*manifest_of(folder)["tables"], {**turn, "name": name}])


def written(folder: Path, content: bytes, size: int | None = None) -> None:
    """Other data for the table of the turn."""
    (folder / TURN).write_bytes(gzip.compress(content))
    told_of(
        folder, "ledger.turn", sha256=sha256_of(folder / TURN), bytes=len(content) if size is None else size, rows=1
    )


def linked(folder: Path) -> None:
    (folder.parent / "elsewhere").write_bytes((folder / TURN).read_bytes())
    (folder / TURN).unlink()
    (folder / TURN).symlink_to(folder.parent / "elsewhere")


def piped(folder: Path) -> None:
    (folder / TURN).unlink()
    os.mkfifo(folder / TURN)


def bare(folder: Path) -> None:
    (folder / TURN).write_bytes(b"t")
    told_of(folder, "ledger.turn", sha256=sha256_of(folder / TURN))


def without(folder: Path, kind: str, name: str) -> None:
    (folder / file_name(name)).unlink(missing_ok=True)
    told(folder, **{kind: [each for each in manifest_of(folder)[kind] if each["name"] != name]})


def cut_migrations(folder: Path, kept: slice) -> None:
    told(folder, migrations=manifest_of(folder)["migrations"][kept])


def sequence_at(folder: Path, last: int) -> None:
    told(folder, sequences=[{**each, "last": last} for each in manifest_of(folder)["sequences"]])


FORGERIES: dict[str, tuple[Callable[[Path], object], type[errors.BackupRefused], str]] = {
    "a file more": (lambda b: (b / "run.sql").write_text("\\! id"), errors.BackupForeign, "run.sql"),
    "a folder more": (lambda b: (b / "more").mkdir(), errors.BackupForeign, "more"),
    "a table more": (lambda b: with_table(b, "ledger.more"), errors.BackupForeign, "ledger.more"),
    "the register of migrations": (
        lambda b: with_table(b, "public.efe_migration"),
        errors.BackupForeign,
        "public.efe_migration",
    ),
    "a table of the server": (
        lambda b: with_table(b, "pg_catalog.pg_authid"),
        errors.BackupForeign,
        "pg_catalog.pg_authid",
    ),
    "a read table": (lambda b: with_table(b, "read.position"), errors.BackupForeign, "read.position"),
    "a table twice": (lambda b: with_table(b, "ledger.turn"), errors.BackupForeign, "ledger.turn"),
    "another folder": (lambda b: with_table(b, "../../etc/passwd"), errors.BackupUnreadable, "illisible"),
    "a name that is a statement": (
        lambda b: with_table(b, "ledger.turn from stdin; drop table x; --"),
        errors.BackupUnreadable,
        "illisible",
    ),
    "a column that is a statement": (
        lambda b: told_of(b, "ledger.event", columns=["position", PROGRAM]),
        errors.BackupForeign,
        "program",
    ),
    "a column less": (
        lambda b: told_of(b, "ledger.event", columns=["position"]),
        errors.BackupUnreadable,
        "colonnes",
    ),
    "a table less": (lambda b: without(b, "tables", "vault.person"), errors.BackupUnreadable, "vault.person"),
    "a sequence less": (
        lambda b: without(b, "sequences", "journal.reading_id_seq"),
        errors.BackupUnreadable,
        "journal.reading_id_seq",
    ),
    "a sequence that is none": (lambda b: sequence_at(b, 0), errors.DataRefused, "journal.reading_id_seq"),
    "a link": (linked, errors.BackupUnreadable, "sauvegarde"),
    "a pipe": (piped, errors.BackupUnreadable, "fichier"),
    "text with an end of its own": (
        lambda b: written(b, b"t\n\\.\ndrop table ledger.event;\n"),
        errors.DataRefused,
        "ledger.turn",
    ),
    "what is not compressed": (bare, errors.BackupDamaged, "ledger.turn"),
    "more than is told": (lambda b: written(b, b"0" * BOMB, 100), errors.BackupDamaged, "ledger.turn"),
    "less than is told": (lambda b: told_of(b, "ledger.turn", bytes=1 << 40), errors.BackupDamaged, "ledger.turn"),
    "fewer rows than are told": (lambda b: told_of(b, "ledger.turn", rows=2), errors.BackupDamaged, "ledger.turn"),
    "no migrations": (lambda b: cut_migrations(b, slice(0)), errors.BackupUnreadable, "migrations"),
    "migrations that begin later": (
        lambda b: cut_migrations(b, slice(1, None)),
        errors.BackupUnreadable,
        "migrations",
    ),
    "migrations that end earlier": (lambda b: cut_migrations(b, slice(5)), errors.BackupTooOld, "0.4.3"),
    "the migrations of release 0.2": (lambda b: cut_migrations(b, slice(12)), errors.BackupTooOld, "0.4.3"),
    "the manifest of release 0.1": (lambda b: told(b, format=1), errors.BackupTooOld, "0.4.3"),
    "a manifest without end": (lambda b: (b / MANIFEST).write_text(" " * (2 << 20)), errors.BackupUnreadable, "long"),
    "a manifest that is deep": (
        lambda b: (b / MANIFEST).write_text("[" * 100_000),
        errors.BackupUnreadable,
        "illisible",
    ),
    "another format": (lambda b: told(b, format=3), errors.BackupUnreadable, "illisible"),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forged_backup_is_refused_by_name_and_leaves_nothing(made: Path, empty: Empty, forgery: str) -> None:
    forge, refusal, name = FORGERIES[forgery]
    forge(made)
    target = empty()

    with pytest.raises(refusal, match=name):
        put_back(target, made)

    assert rows(target, FOUND) == []


def test_a_bomb_is_not_unpacked(made: Path, empty: Empty) -> None:
    written(made, b"0" * BOMB, 100)
    tracemalloc.start()

    with pytest.raises(errors.BackupDamaged):
        put_back(empty(), made)

    assert tracemalloc.get_traced_memory()[1] < BOMB / 4
    tracemalloc.stop()


BROKEN = {
    "EVENT_ALTERED": "update ledger.event set state = state || ' '::bytea where position = 5",
    "EVENT_MISSING": "delete from ledger.event where position = 5",
    "CLOCK_BACKWARDS": "update ledger.event set recorded_at = recorded_at - interval '1 day' where position = 5;"
    f"update ledger.event set leaf = {LEAF} where position = 5",
    "STREAM_BROKEN": "update ledger.event set originator_version = 9 where position = 6;"
    f"update ledger.event set leaf = {LEAF} where position = 6",
    "COMMAND_ASTRAY": "insert into ledger.command select gen_random_uuid(), '', gen_random_uuid(), 6, 7",
    "TURN_LOST": "delete from ledger.turn",
}


@pytest.mark.parametrize("code", BROKEN)
def test_a_ledger_that_breaks_an_invariant_is_refused_by_name(
    database: Database, empty: Empty, tmp_path: Path, code: str
) -> None:
    a_written_ledger(database)
    with psycopg.connect(database.admin) as connection:
        tampering(connection, *BROKEN[code].split(";"))
    back_up(database, tmp_path / "b")
    target = empty()

    with pytest.raises(errors.Unfaithful, match=code):
        put_back(target, tmp_path / "b")

    assert rows(target, FOUND) == []


def test_a_sequence_that_would_give_a_number_again_is_refused(
    database: Database, empty: Empty, tmp_path: Path
) -> None:
    with psycopg.connect(database.admin) as connection:
        connection.execute(
            "insert into journal.reading (account, field, bassins, arguments, correlation_id) "
            "select gen_random_uuid(), 'f', '{liege}', '{}', 'c' from generate_series(1, 3)"
        )
    back_up(database, tmp_path / "b")
    put_back(target := empty(), tmp_path / "b")
    sequence_at(tmp_path / "b", 2)

    with pytest.raises(errors.Unfaithful, match="SEQUENCE_BEHIND"):
        put_back(empty(), tmp_path / "b")

    assert rows(target, "select nextval('journal.reading_id_seq')") == [(4,)]


FORBIDDEN = {
    "a function": "create function public.f() returns int return 1",
    "a function of the ledger": "create function ledger.f() returns int return 1",
    "a table": "create table public.t ()",
    "a program": "copy ledger.turn from program 'id'",
    "a file": "copy ledger.turn from '/etc/passwd'",
    "the passwords": "select from pg_authid",
    "a change": "update ledger.turn set one = true",
    "an erasure": "delete from vault.person",
    "a truncation": "truncate ledger.event",
    "a trigger": "create trigger t before insert on ledger.turn execute function ledger.refuse_rewriting()",
    "a guard": "alter table ledger.event enable trigger append_only",
    "the ledger": "select from ledger.event",
    "the register": "insert into public.efe_migration values (99, 'x', 'x')",
}


@pytest.mark.parametrize("command", FORBIDDEN)
def test_what_loads_may_add_rows_and_nothing_else(database: Database, command: str) -> None:
    with psycopg.connect(database.admin) as connection:
        with open_to_loading(connection, Catalogue.of(connection)):
            assert connection.execute("select current_user").fetchone() == (LOADER,)

            with pytest.raises(InsufficientPrivilege), connection.transaction():
                connection.execute(FORBIDDEN[command].encode())

        connection.rollback()


RIGHTS = """
    select tgrelid::regclass::text, tgname::text, tgenabled::text from pg_trigger where not tgisinternal
    union all
    select oid::regclass::text, right_, has_table_privilege('efe_read', oid, right_)::text
    from pg_class, unnest(array['select', 'insert', 'update', 'delete']) as right_
    where relkind = 'r' and relowner = 'efe_owner'::regrole
    union all
    select oid::regprocedure::text, 'execute', has_function_privilege('efe_read', oid, 'execute')::text
    from pg_proc where proowner = 'efe_owner'::regrole
    union all
    select nspname, 'usage', has_schema_privilege('efe_read', oid, 'usage')::text
    from pg_namespace where nspowner = 'efe_owner'::regrole
    order by 1, 2
"""


def test_after_the_loading_rights_and_guards_are_as_they_were(database: Database) -> None:
    before = rows(database, RIGHTS)

    with psycopg.connect(database.admin) as connection, open_to_loading(connection, Catalogue.of(connection)):
        pass

    assert rows(database, RIGHTS) == before
    assert len(before) > WRITTEN
