"""Signed manifests: a holder of a backup changes no account in it unseen."""

import gzip
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from efe_domain.transparency.notes import Checkpoint, Note, NoteInvalid, VerifierKey
from efe_infra.backup.dump import back_up
from efe_infra.backup.errors import BackupRefused, ManifestForged, ManifestUnsigned
from efe_infra.backup.files import file_name, sha256_of
from efe_infra.backup.manifest import MANIFEST, SIGNATURE
from efe_infra.backup.restore import FOUND, Restored, Trust, restore
from efe_infra.backup.signature import sign
from efe_infra.people.closed_accounts import AccountClosure
from efe_infra.people.vault import PersonVault
from efe_infra.postgres.database import Database
from efe_infra.transparency.evidence.verify import Fault, checkpoint, log_keys
from efe_infra.transparency.sealing.keys import KeyFiles
from efe_infra.transparency.sealing.sealer import Sealer
from efe_infra.transparency.sealing.signing import Signing
from tests.infra.backup.conftest import Empty
from tests.infra.backup.given import rows
from tests.infra.backup.told import told, told_of
from tests.infra.transparency.evidence.given import ORIGIN, Sealed
from tests.infra.transparency.sealing.given import Ledger

READER, ADMINISTRATOR = "reader-liege", "admin-of-all"
SUBJECTS = "select subject from vault.account where subject ~ '^(reader|admin)-' order by created_at"
ACCOUNTS = file_name("vault.account")

type PutBack = Callable[[Sealed, Database, Path], Restored]


@pytest.fixture
def backup(original: Sealed, copy: Database, home: Path) -> Path:
    """Signed backup with two accounts."""
    with PersonVault(copy, AccountClosure(bytes)) as vault:
        for subject in (READER, ADMINISTRATOR):
            vault.account_for("https://id.example.org", subject)
    assert back_up(copy, home / "backup", keys=KeyFiles(original.home)).signer
    return home / "backup"


def swap_subjects(backup: Path) -> None:
    """The reader signs in as the administrator; the digests of the manifest are made to fit."""
    content = gzip.decompress((backup / ACCOUNTS).read_bytes())
    one, other = READER.encode(), ADMINISTRATOR.encode()
    assert content.count(one) == content.count(other) == 1
    swapped = content.replace(one, b"?" * len(one)).replace(other, one).replace(b"?" * len(one), other)
    (backup / ACCOUNTS).write_bytes(gzip.compress(swapped))
    told_of(backup, "vault.account", sha256=sha256_of(backup / ACCOUNTS))


def with_the_key(original: Sealed, target: Database, backup: Path) -> Restored:
    return restore(target, backup, lambda *_: None, trust=Trust(keys=[VerifierKey.parse(original.key)]))


def with_its_private_half(original: Sealed, target: Database, backup: Path) -> Restored:
    return restore(target, backup, lambda *_: None, trust=Trust(files=KeyFiles(original.home)))


PROOFS = pytest.mark.parametrize("put_back", [with_the_key, with_its_private_half])


@PROOFS
def test_an_honest_backup_is_proven(original: Sealed, backup: Path, empty: Empty, put_back: PutBack) -> None:
    target = empty()

    done = put_back(original, target, backup)

    assert str(done.signer) == original.key
    assert rows(target, SUBJECTS) == [(READER,), (ADMINISTRATOR,)]


@PROOFS
def test_two_swapped_subjects_are_refused(original: Sealed, backup: Path, empty: Empty, put_back: PutBack) -> None:
    swap_subjects(backup)
    target = empty()

    with pytest.raises(ManifestForged, match="BACKUP_MANIFEST_FORGED"):
        put_back(original, target, backup)

    assert rows(target, FOUND) == []


def test_swapped_subjects_are_not_proven_once_the_signature_is_removed(
    original: Sealed, backup: Path, empty: Empty
) -> None:
    swap_subjects(backup)
    (backup / SIGNATURE).unlink()

    assert with_its_private_half(original, empty(), backup).signer is None


def test_a_key_that_only_the_backup_names_proves_nothing(backup: Path, empty: Empty) -> None:
    assert restore(empty(), backup, lambda *_: None).signer is None


def test_an_operator_who_demands_a_signature_restores_nothing_else(
    original: Sealed, backup: Path, empty: Empty
) -> None:
    files, target = KeyFiles(original.home), empty()
    assert restore(empty(), backup, lambda *_: None, trust=Trust(files=files, signed=True)).signer
    with pytest.raises(ManifestUnsigned):
        restore(target, backup, lambda *_: None, trust=Trust(signed=True))
    (backup / SIGNATURE).unlink()

    with pytest.raises(ManifestUnsigned):
        restore(target, backup, lambda *_: None, trust=Trust(files=files, signed=True))

    assert rows(target, FOUND) == []


@PROOFS
def test_the_key_of_a_forger_is_refused(original: Sealed, backup: Path, empty: Empty, put_back: PutBack) -> None:
    swap_subjects(backup)
    forger = KeyFiles(backup.parent / "forger")
    assert sign(backup, [forger.make(VerifierKey.parse(original.key).name)], forger)

    with pytest.raises(ManifestForged):
        put_back(original, empty(), backup)


def test_a_replaced_key_signs_no_later_manifest(original: Sealed, copy: Database, empty: Empty, home: Path) -> None:
    signing, old = Signing(KeyFiles(original.home), ORIGIN), VerifierKey.parse(original.key)
    with psycopg.connect(copy.admin) as connection:
        new = signing.rotate(connection)
    ledger = Ledger(copy, original.home)
    ledger.write(3)
    assert Sealer(copy, signing).run().checkpoint
    made = back_up(copy, home / "backup", keys=KeyFiles(original.home))
    both = Trust(keys=[old, new])
    assert restore(empty(), home / "backup", lambda *_: None, trust=both).signer == new == made.signer

    assert sign(home / "backup", [old], KeyFiles(original.home))

    with pytest.raises(ManifestForged):
        restore(empty(), home / "backup", lambda *_: None, trust=both)


def linked(backup: Path) -> None:
    (backup / SIGNATURE).rename(backup.parent / "elsewhere")
    (backup / SIGNATURE).symlink_to(backup.parent / "elsewhere")


FORGERIES: dict[str, Callable[[Path], object]] = {
    "another manifest": lambda b: told(b, software="0.0.0"),
    "a manifest with a space more": lambda b: (b / MANIFEST).write_bytes((b / MANIFEST).read_bytes() + b" "),
    "no note": lambda b: (b / SIGNATURE).write_text("x"),
    "no text": lambda b: (b / SIGNATURE).write_bytes(b"\xff"),
    "an empty file": lambda b: (b / SIGNATURE).write_text(""),
    "a link": linked,
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_signature_of_something_else_is_refused(original: Sealed, backup: Path, empty: Empty, forgery: str) -> None:
    FORGERIES[forgery](backup)
    target = empty()

    with pytest.raises(BackupRefused):
        with_the_key(original, target, backup)

    assert rows(target, FOUND) == []


def test_the_signature_of_a_backup_is_no_checkpoint(original: Sealed, backup: Path) -> None:
    text = (backup / SIGNATURE).read_text()

    with pytest.raises(NoteInvalid):
        Checkpoint.parse(Note.parse(text).text)
    with pytest.raises(Fault):
        checkpoint(text.encode(), "note", log_keys(original.key))


def test_a_backup_without_the_private_key_is_unsigned(copy: Database, home: Path) -> None:
    made = back_up(copy, home / "backup", keys=KeyFiles(home))

    assert made.signer is None
    assert not (home / "backup" / SIGNATURE).exists()


def test_no_session_outlives_a_restoration(copy: Database, empty: Empty, home: Path) -> None:
    with psycopg.connect(copy.admin) as connection:
        connection.execute("insert into console.session values (sha256('a'), 'x', now(), now() + interval '1 day')")
    back_up(copy, home / "backup")
    target = empty()

    restore(target, home / "backup", lambda *_: None)

    assert rows(target, "select count(*) from console.session") == [(0,)]
