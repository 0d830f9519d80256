"""A dump of release 0.1.0: restored, and whatever else than rows it holds refused by name before anything runs."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest

from efe_infra.backup import errors
from efe_infra.backup.files import sha256_of
from efe_infra.backup.manifest import DUMP
from efe_infra.backup.restore import FOUND, restore
from efe_infra.people.vault import Vault
from efe_infra.postgres.database import Database
from efe_infra.postgres.migrations import shipped
from tests.infra.backup.conftest import Empty
from tests.infra.backup.given import WRITTEN, a_written_ledger, rows
from tests.infra.backup.old_format import dumped
from tests.infra.backup.told import told

KEPT = Path(__file__).with_name("release_0_1_0")
JEANNE = "00000000-0000-0000-0000-000000000007"
EVIL = """
    create function public.evil_program() returns boolean language plpgsql as $$
    begin
        copy (select 1) to program 'cat > {witness}';
        return true;
    end $$;
    create function public.evil() returns boolean immutable language plpgsql as $$
    begin return public.evil_program(); end $$;
    create function public.evil_of(bytea) returns boolean immutable language plpgsql as $$
    begin return public.evil_program(); end $$;
    create function public.evil_trigger() returns trigger language plpgsql as $$
    begin perform public.evil(); return new; end $$;
    create function public.evil_event() returns event_trigger language plpgsql as $$
    begin perform public.evil(); end $$;
"""
ATTACKS = {
    "a constraint": "alter table ledger.event add constraint c check (public.evil())",
    "a trigger": "create trigger t before insert on ledger.event for each row execute function public.evil_trigger()",
    "a generated column": "alter table vault.person add column g boolean generated always as (public.evil()) stored",
    "a default": "alter table vault.person add column d boolean default public.evil()",
    "an index": "create index i on ledger.command (public.evil_of(digest))",
    "a rule": "create rule r as on insert to ledger.command do also select public.evil()",
    "a view": "create materialized view public.v as select public.evil()",
    "an event trigger": "create event trigger e on ddl_command_end execute function public.evil_event()",
}
NAMED = {
    "a function of another schema": ("create schema evil; create function evil.f() returns int return 1", "evil"),
    "another table": ("create table ledger.more (n int); alter table ledger.more owner to efe_owner", "ledger more"),
    "another owner": ("alter table ledger.turn owner to current_user", "ledger turn"),
    "a constraint of its own": (
        "alter table ledger.command add constraint more unique (digest, entity)",
        "CONSTRAINT ledger command more",
    ),
    "an index of its own": ("create index more on ledger.command (digest)", "INDEX ledger more"),
    "a policy": ("create policy p on vault.person using (true)", "POLICY vault person p"),
    "row security": ("alter table vault.person enable row level security", "ROW SECURITY vault person"),
    "a comment": ("comment on table ledger.turn is 'run me'", "COMMENT ledger TABLE turn"),
    "a large object": ("select lo_from_bytea(0, 'x')", "BLOB"),
    "a column": ("alter table vault.person add column more text", "more"),
    "a type": ("create type ledger.mood as enum ('good')", "TYPE ledger mood"),
    "a right of its own": (
        "alter default privileges in schema ledger grant select on tables to public",
        "DEFAULT ACL",
    ),
}


def tampered(database: Database, *statements: str) -> None:
    with psycopg.connect(database.admin, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


@pytest.fixture
def witness() -> Iterator[Path]:
    """A file where the server, which may be another system user, could make one."""
    with TemporaryDirectory(dir="/tmp") as folder:
        Path(folder).chmod(0o777)
        yield Path(folder) / "witness"


def put_back(target: Database, source: Path, tools: Path | None = None) -> None:
    restore(target, source, lambda *_: None, tools=tools)


def test_a_backup_of_release_0_1_0_is_restored_and_its_schema_brought_to_this_release(empty: Empty) -> None:
    target = empty()

    manifest, _ = restore(target, KEPT, lambda *_: None)

    assert (manifest.software, len(manifest.migrations), manifest.sealed) == ("0.1.0", 10, 67)
    assert rows(target, "select count(*) from public.efe_migration") == [(len(shipped()),)]
    assert rows(target, "select count(*), max(position) from ledger.event") == [(67, 67)]
    assert rows(target, f"select family_name from vault.person where id = '{JEANNE}'") == [("Dupont\\.",)]
    with Vault(target) as vault:
        assert vault.register_person(given_name="Zoé", family_name="Neuve")


@pytest.mark.parametrize("attack", ATTACKS)
def test_code_in_a_dump_is_refused_by_name_and_never_run(
    database: Database, empty: Empty, tmp_path: Path, witness: Path, attack: str
) -> None:
    a_written_ledger(database)
    tampered(database, EVIL.format(witness=witness), ATTACKS[attack])
    try:
        dumped(database, tmp_path / "b")
    finally:
        tampered(database, "drop event trigger if exists e", "select public.evil()")
    witness.unlink()
    target = empty()

    with pytest.raises(errors.BackupForeign, match="evil"):
        put_back(target, tmp_path / "b")

    assert not witness.exists()
    assert rows(target, FOUND) == []


@pytest.mark.parametrize("foreign", NAMED)
def test_what_is_no_data_of_ours_is_refused_by_name(
    database: Database, empty: Empty, tmp_path: Path, foreign: str
) -> None:
    statement, name = NAMED[foreign]
    a_written_ledger(database)
    tampered(database, statement)
    dumped(database, tmp_path / "b")
    target = empty()

    with pytest.raises(errors.BackupForeign, match=name):
        put_back(target, tmp_path / "b")

    assert rows(target, FOUND) == []


def test_a_function_or_a_constraint_under_a_name_of_ours_is_not_what_is_restored(
    database: Database, empty: Empty, tmp_path: Path
) -> None:
    a_written_ledger(database)
    source = "select prosrc from pg_proc where oid = 'ledger.refuse_rewriting'::regproc"
    [ours] = rows(database, source)
    tampered(
        database,
        "create or replace function ledger.refuse_rewriting() returns trigger language plpgsql "
        "as 'begin return null; end'",
        "alter table ledger.turn drop constraint turn_one_check",
        "alter table ledger.turn add constraint turn_one_check check (now() > '-infinity')",
    )
    dumped(database, tmp_path / "b")
    target = empty()

    put_back(target, tmp_path / "b")

    assert rows(target, source) == [ours]
    assert rows(target, "select pg_get_constraintdef(oid) from pg_constraint where conname = 'turn_one_check'") == [
        ("CHECK (one)",)
    ]
    assert rows(target, "select count(*) from ledger.event") == [(WRITTEN,)]


SCRIPTS = {
    "copy from program": "COPY ledger.event (position) FROM PROGRAM 'touch {witness}';",
    "copy of a file": "COPY vault.person (id) FROM '/etc/passwd';",
    "a command of psql": "\\! touch {witness}",
    "a statement": "SELECT pg_catalog.pg_read_file('/etc/passwd');",
    "two statements in a line": "SET row_security = off; DROP TABLE ledger.event;",
    "a setting": "SET session_authorization = postgres;",
    "a table of the server": "COPY pg_catalog.pg_authid (rolname) FROM stdin;\nx\n\\.",
    "the register of migrations": "COPY public.efe_migration (number, name, sha256) FROM stdin;\n9\tx\tx\n\\.",
    "a column that is computed": "COPY vault.document (sha256, size) FROM stdin;\n\\.",
    "after the end of the rows": "COPY ledger.turn (one) FROM stdin;\nt\n\\.\n\\! touch {witness}",
    "rows twice": "COPY ledger.turn (one) FROM stdin;\n\\.\nCOPY ledger.turn (one) FROM stdin;\nt\n\\.",
    "a sequence of the server": "SELECT pg_catalog.setval('pg_catalog.other', 1, false);",
    "a sequence with more": "SELECT pg_catalog.setval('journal.reading_id_seq', 1, (select true));",
}


def speaking(folder: Path, script: str) -> Path:
    """A folder whose pg_restore says what a forged dump would have the real one say."""
    folder.mkdir()
    (folder / "script").write_text(script + "\n")
    program = folder / "pg_restore"
    program.write_text(
        "#!/bin/sh\ncase \"$*\" in --version) echo 'pg_restore 99.0';; *--list*) ;; "
        f"*) cat '{folder / 'script'}';; esac\n"
    )
    program.chmod(0o755)
    return folder


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_script_is_parsed_and_never_run(empty: Empty, tmp_path: Path, script: str) -> None:
    witness, target = tmp_path / "witness", empty()
    tools = speaking(tmp_path / "bin", SCRIPTS[script].format(witness=witness))

    with pytest.raises(errors.BackupForeign):
        put_back(target, KEPT, tools)

    assert not witness.exists()
    assert rows(target, FOUND) == []


@pytest.mark.parametrize("script", ["", "COPY ledger.turn (one) FROM stdin;\nt\n"])
def test_a_script_that_stops_early_is_refused(empty: Empty, tmp_path: Path, script: str) -> None:
    target = empty()

    with pytest.raises(errors.BackupUnreadable):
        put_back(target, KEPT, speaking(tmp_path / "bin", script))

    assert rows(target, FOUND) == []


def test_rows_that_the_server_refuses_are_told_without_being_repeated(empty: Empty, tmp_path: Path) -> None:
    script = "COPY ledger.turn (one) FROM stdin;\nJeanne Dupont\n\\.\n"

    with pytest.raises(errors.DataRefused) as refused:
        put_back(empty(), KEPT, speaking(tmp_path / "bin", script))

    assert "ledger.turn" in str(refused.value)
    assert "Jeanne" not in str(refused.value)


def test_a_dump_that_was_cut_is_refused(empty: Empty, tmp_path: Path) -> None:
    folder, target = tmp_path / "b", empty()
    shutil.copytree(KEPT, folder)
    whole = (folder / DUMP).read_bytes()
    (folder / DUMP).write_bytes(whole[: len(whole) // 2])
    told(folder, dump_sha256=sha256_of(folder / DUMP))

    with pytest.raises((errors.BackupUnreadable, errors.ToolFailed)):
        put_back(target, folder)

    assert rows(target, FOUND) == []


def test_a_program_that_is_not_there_is_told(empty: Empty, tmp_path: Path) -> None:
    with pytest.raises(errors.ToolsMissing, match="EFE_PG_BIN"):
        put_back(empty(), KEPT, tmp_path)
