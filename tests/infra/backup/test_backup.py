"""A backup put back: what it must be equal to, and what it must not be."""

import stat
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from efe_domain.transparency.notes import Note
from efe_infra.backup import errors
from efe_infra.backup.dump import back_up
from efe_infra.backup.files import file_name, sha256_of
from efe_infra.backup.manifest import MANIFEST, Manifest
from efe_infra.backup.restore import Trust, restore
from efe_infra.documents.store import DocumentStore
from efe_infra.ledger.recorder import LedgerRecorder
from efe_infra.people.closed_accounts import AccountClosure
from efe_infra.people.vault import PersonVault
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.postgres.migrations import migrate
from efe_infra.read_model.rebuild import rebuild
from efe_infra.read_model.tables.schema import create_read_tables
from efe_infra.transparency.evidence.digest import DigestScope, digest, open_reading
from efe_infra.transparency.sealing.keys import KeyFiles
from efe_projections.catalogue import PROJECTIONS
from tests.infra.backup.conftest import Empty
from tests.infra.backup.given import rows
from tests.infra.backup.told import told, told_of
from tests.infra.ledger.given import event
from tests.infra.transparency.evidence.given import LEAF, Sealed, tampering
from tests.infra.transparency.sealing.given import Ledger

OBJECTS = """
    select n.nspname || '.' || c.relname, pg_get_userbyid(c.relowner), c.relrowsecurity,
        (select string_agg(concat_ws(':', grantee::regrole, privilege_type, is_grantable), ',' order by 1)
            from aclexplode(coalesce(relacl, acldefault(replace(lower(relkind), 'v', 'r')::"char", relowner)))
        ),
        (select string_agg(concat_ws(':', polname, pg_get_expr(polqual, polrelid), polroles::regrole[]::text), ',')
            from pg_policy where polrelid = c.oid),
        (select string_agg(t.tgname || t.tgenabled::text, ',' order by t.tgname)
            from pg_trigger t where t.tgrelid = c.oid and not t.tgisinternal)
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('ledger', 'vault', 'seal', 'journal', 'witness', 'document', 'read', 'projection')
        and c.relkind in ('r', 'v', 'S')
    order by 1
"""
FUNCTIONS = """
    select p.oid::regprocedure::text, pg_get_userbyid(p.proowner), p.proacl::text, p.prosecdef, p.prosrc
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where n.nspname not in ('pg_catalog', 'information_schema') order by 1
"""
SCHEMAS = """
    select nspname, pg_get_userbyid(nspowner), nspacl::text from pg_namespace
    where nspname not like 'pg\\_%' and nspname not in ('public', 'information_schema') order by 1
"""
EVENTS = file_name("ledger.event")
DEFAULTS = "select defaclrole::regrole::text, defaclobjtype::text, defaclacl::text from pg_default_acl order by 1, 2"
NOTHING = "select count(*) from pg_namespace where nspname in ('ledger', 'vault', 'seal', 'read', 'journal')"
TORN = "select originator_id from ledger.event where position > {} group by 1 having count(*) <> 3"
REWRITE = "update ledger.event set state = state || ' '::bytea where position = 30"
LAST = "select max(position) from seal.entry"
DAMAGES: dict[str, tuple[str, str]] = {
    "an event is rewritten": ("EVENT_ALTERED", REWRITE),
    "an event is rewritten with its leaf": (
        "ENTRY_DIFFERS",
        f"{REWRITE}; update ledger.event set leaf = {LEAF} where position = 30",
    ),
    "an event is dropped": ("EVENT_MISSING", "delete from ledger.event where position = 30"),
}


def put_back(database: Database, source: Path) -> Manifest:
    return restore(database, source, lambda *_: None).manifest


def rebuilt(database: Database) -> dict[str, str]:
    """The digest of every read table, made anew."""
    create_read_tables(database, PROJECTIONS)
    position = rebuild(database, PROJECTIONS)
    with open_reading(database) as connection:
        tables = digest(connection, DigestScope(bassin=None, position=position)).tables
    return {name: table.sha256 for name, table in tables.items()}


def test_a_restored_document_has_the_name_that_each_instance_gave(copy: Database, empty: Empty, home: Path) -> None:
    with DocumentStore(copy) as documents:
        for bassin in ("liege", "namur"):
            name = f"PV de {bassin}.pdf"
            sha256, _ = documents.put(b"%PDF-1.7", "application/pdf", bassins=[bassin], by=uuid4(), name=name)
        kept = documents.deposits([sha256], ["liege", "namur"])
    back_up(copy, home / "documents")
    target = empty()

    put_back(target, home / "documents")

    with DocumentStore(target) as documents:
        assert documents.deposits([sha256], ["liege", "namur"]) == kept
        assert documents.read(sha256) == b"%PDF-1.7"


def test_what_is_restored_is_what_was_backed_up(original: Sealed, copy: Database, empty: Empty, home: Path) -> None:
    with PersonVault(copy, AccountClosure(bytes)) as vault:
        person = vault.register_person(given_name="Jeanne", family_name="Dupont")
    made = back_up(copy, home / "backup").manifest
    target = empty()

    manifest, done, _ = restore(target, home / "backup", lambda *_: None, trust=Trust(keys=()))

    with PersonVault(target, AccountClosure(bytes)) as vault:
        assert vault.person(person)
    assert manifest == made
    assert (done.last, done.unsealed) == (made.position, 0)
    assert made.checkpoint == original.notes[-1].decode()
    assert rebuilt(target) == rebuilt(copy)


def test_owners_grants_policies_and_guards_are_the_same(copy: Database, empty: Empty, home: Path) -> None:
    back_up(copy, home / "backup")
    target = empty()
    put_back(target, home / "backup")
    create_read_tables(target, PROJECTIONS)

    for query in (OBJECTS, FUNCTIONS, SCHEMAS, DEFAULTS):
        assert rows(target, query) == rows(copy, query)
        assert rows(copy, query)
    assert migrate(target) == []
    as_a_reader = Database(target.conninfo(DatabaseRole.READ))
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        rows(as_a_reader, "select from ledger.event")
    with pytest.raises(psycopg.errors.RestrictViolation):
        rows(target, "delete from ledger.event")


def test_a_backup_made_while_others_write_is_of_one_moment(copy: Database, empty: Empty, home: Path) -> None:
    stop = threading.Event()

    def write(recorder: LedgerRecorder) -> None:
        while not stop.is_set():
            stream = uuid4()
            recorder.insert_events([event(stream, version) for version in range(1, 4)])

    with closing(LedgerRecorder(copy)) as recorder:
        threads = [threading.Thread(target=write, args=[recorder]) for _ in range(4)]
        for thread in threads:
            thread.start()
        try:
            made = [back_up(copy, home / name).manifest for name in ("first", "second")]
        finally:
            stop.set()
            for thread in threads:
                thread.join()

    [(head,)] = rows(copy, "select position from ledger.head")
    assert made[0].position < made[1].position
    for name, manifest in zip(("first", "second"), made, strict=True):
        target = empty()
        done = restore(target, home / name, lambda *_: None).recount
        assert done.last + done.unsealed == manifest.position
        assert rows(target, "select count(*), max(position) from ledger.event") == [2 * (manifest.position,)]
        assert rows(target, TORN.format(manifest.sealed)) == []
    assert isinstance(head, int)
    assert head >= made[1].position


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_is_not_what_was_sealed_is_refused_by_name_and_removed(
    copy: Database, empty: Empty, home: Path, damage: str
) -> None:
    code, statements = DAMAGES[damage]
    with psycopg.connect(copy.admin) as connection:
        tampering(connection, *statements.split(";"))
    back_up(copy, home / "backup")
    target = empty()

    with pytest.raises(errors.Unfaithful, match=code):
        put_back(target, home / "backup")

    assert rows(target, NOTHING) == [(0,)]
    assert rows(target, "select to_regclass('public.efe_migration') is null") == [(True,)]


def test_who_kept_a_later_checkpoint_learns_that_a_backup_is_older(
    original: Sealed, copy: Database, empty: Empty, home: Path
) -> None:
    back_up(copy, home / "backup")
    ledger = Ledger(copy, original.home)
    ledger.write(5)
    later = ledger.sealer().run().checkpoint
    assert later
    target = empty()

    with pytest.raises(errors.Unfaithful, match="CHECKPOINT_DIFFERS"):
        restore(target, home / "backup", lambda *_: None, trust=Trust(auditor_note=Note.parse(later.note)))

    assert rows(target, NOTHING) == [(0,)]
    kept = Note.parse(original.notes[1].decode())
    again = restore(target, home / "backup", lambda *_: None, trust=Trust(auditor_note=kept))
    assert again.recount.last == original.rows(LAST)[0][0]


def test_another_key_than_that_of_the_log_proves_nothing(copy: Database, empty: Empty, home: Path) -> None:
    back_up(copy, home / "backup")
    another = KeyFiles(home).make("tests.example/efe")

    with pytest.raises(errors.Unfaithful, match="CHECKPOINT_UNSIGNED"):
        restore(empty(), home / "backup", lambda *_: None, trust=Trust(keys=[another]))


def flipped(folder: Path) -> None:
    content = bytearray((folder / EVENTS).read_bytes())
    content[len(content) // 2] ^= 1
    (folder / EVENTS).write_bytes(content)


def cut_and_told(folder: Path) -> None:
    content = (folder / EVENTS).read_bytes()
    (folder / EVENTS).write_bytes(content[: len(content) // 2])
    told_of(folder, "ledger.event", sha256=sha256_of(folder / EVENTS))


@pytest.mark.parametrize(
    ("damage", "refusal"),
    [
        (flipped, errors.BackupDamaged),
        (cut_and_told, errors.BackupDamaged),
        (lambda folder: (folder / EVENTS).unlink(), errors.BackupUnreadable),
        (lambda folder: (folder / MANIFEST).write_text("{}"), errors.BackupUnreadable),
        (lambda folder: told(folder, position=3), errors.Unfaithful),
        (lambda folder: told(folder, checkpoint=None), errors.Unfaithful),
        (
            lambda folder: told(folder, migrations=[{"number": 9999, "name": "9999_later", "sha256": "x"}]),
            errors.BackupTooNew,
        ),
    ],
)
def test_a_backup_that_is_not_whole_is_refused_and_leaves_nothing(
    copy: Database,
    empty: Empty,
    home: Path,
    damage: Callable[[Path], object],
    refusal: type[errors.BackupRefused],
) -> None:
    back_up(copy, home / "backup")
    damage(home / "backup")
    target = empty()

    with pytest.raises(refusal):
        put_back(target, home / "backup")

    assert rows(target, NOTHING) == [(0,)]


def test_a_database_in_which_there_is_something_is_left_alone(copy: Database, empty: Empty, home: Path) -> None:
    back_up(copy, home / "backup")
    taken = empty()
    with psycopg.connect(taken.admin) as connection:
        connection.execute("create table public.somebody_elses (n int)")

    for database in (copy, taken):
        with pytest.raises(errors.DatabaseNotEmpty):
            put_back(database, home / "backup")

    assert rows(copy, "select count(*) > 0 from ledger.event") == [(True,)]
    assert rows(taken, "select count(*) from public.somebody_elses") == [(0,)]


def test_a_backup_is_for_its_owner_alone_and_replaces_none(copy: Database, home: Path) -> None:
    back_up(copy, home / "backup")

    with pytest.raises(errors.TargetTaken):
        back_up(copy, home / "backup")

    assert stat.S_IMODE((home / "backup").stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in (home / "backup").iterdir()} == {0o600}
    assert [each.name for each in home.iterdir()] == ["backup"]
