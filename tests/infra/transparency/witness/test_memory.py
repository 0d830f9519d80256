"""One witness, one memory: whatever runs at once or dies half-way, no size of a log has two cosigned roots."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from efe_domain.transparency.notes import KeyType, VerifierKey
from efe_infra.postgres.database import DatabaseRole
from efe_infra.transparency.sealing.errors import KeyMissing, WitnessNameFixed, WitnessNameInvalid
from efe_infra.transparency.sealing.keys import KeyFiles
from efe_infra.transparency.sealing.ledger_log import Connection
from efe_infra.transparency.witness.witness_store import WitnessedCheckpoint, WitnessStore
from tests.infra.ledger.given import racing
from tests.infra.transparency.sealing.given import Ledger, failing_at
from tests.infra.transparency.witness.conftest import Databases
from tests.infra.transparency.witness.given import Watcher, a_checkpoint

ROOTS = [bytes([number]) * 32 for number in range(8)]
TABLES = ("witness.key", "witness.cosigned", "witness.split_view", "seal.ledger_cosignature")


class Unlocked(WitnessStore):
    """A witness that does not wait for its turn."""

    @contextmanager
    def _turn(self) -> Iterator[Connection]:
        with self._pool.connection() as connection, connection.transaction():
            yield connection


class DyingSigner(KeyFiles):
    """Key files of a process that dies when it comes to sign."""

    def signer(self, key: VerifierKey) -> "DyingSigner":
        super().signer(key)
        return self

    def sign(self, message: bytes, /) -> bytes:
        raise KeyboardInterrupt(message)


@pytest.mark.parametrize("kind", [WitnessStore, Unlocked])
def test_of_two_roots_of_one_size_one_is_cosigned(log: Ledger, watcher: Watcher, kind: type[WitnessStore]) -> None:
    watcher.memory.key()
    files = KeyFiles(watcher.ledger.home, KeyType.WITNESS)
    shown = [a_checkpoint(log, root) for root in ROOTS]

    with kind(watcher.ledger.database, files) as first, kind(watcher.ledger.database, files) as second:
        done = racing(*(_cosigning([first, second][at % 2], each) for at, each in enumerate(shown)))

    [cosigned] = [each for each in done if isinstance(each, WitnessedCheckpoint)]
    assert watcher.ledger.rows("select root, note from witness.cosigned") == [
        (cosigned.checkpoint.root, str(cosigned.note))
    ]
    others = [each for each in done if not isinstance(each, WitnessedCheckpoint)]
    assert all(each is None or isinstance(each, psycopg.errors.UniqueViolation) for each in others)
    assert kind is Unlocked or others == [None] * (len(ROOTS) - 1)


def _cosigning(memory: WitnessStore, shown: WitnessedCheckpoint):  # type: ignore[no-untyped-def]
    return lambda: memory.cosign(shown, after=None)


def test_the_two_ways_on_from_a_checkpoint_are_not_both_taken(log: Ledger, watcher: Watcher) -> None:
    first = watcher.memory.cosign(a_checkpoint(log, ROOTS[0]), after=None)
    second = watcher.memory.cosign(a_checkpoint(log, ROOTS[1], 5), after=first)

    assert watcher.memory.cosign(a_checkpoint(log, ROOTS[2], 6), after=first) is None
    assert second
    assert watcher.memory.last(second.checkpoint.origin) == second


@pytest.mark.parametrize(
    ("size", "previous", "error"),
    [
        (3, 1, psycopg.errors.UniqueViolation),
        (6, 1, psycopg.errors.UniqueViolation),
        (6, "null", psycopg.errors.UniqueViolation),
        (6, 5, psycopg.errors.ForeignKeyViolation),
        (2, 3, psycopg.errors.CheckViolation),
    ],
)
def test_the_database_itself_keeps_the_chain(
    log: Ledger, watcher: Watcher, size: int, previous: object, error: type[Exception]
) -> None:
    first = watcher.memory.cosign(a_checkpoint(log, ROOTS[0], 1), after=None)
    watcher.memory.cosign(a_checkpoint(log, ROOTS[1], 3), after=first)

    with pytest.raises(error):
        watcher.ledger.run(
            "insert into witness.cosigned (origin, size, previous, root, note)"
            f" select origin, {size}, {previous}, root, note from witness.cosigned where size = 3"
        )


@pytest.mark.parametrize("deferred", [False, True])
def test_a_death_before_the_commit_leaves_nothing_and_gives_nothing(
    log: Ledger, watcher: Watcher, *, deferred: bool
) -> None:
    with (
        failing_at(watcher.ledger, "witness.cosigned", deferred=deferred),
        pytest.raises(psycopg.errors.RaiseException),
    ):
        watcher.memory.cosign(a_checkpoint(log, ROOTS[0]), after=None)

    assert watcher.sizes == []
    assert watcher.memory.cosign(a_checkpoint(log, ROOTS[1]), after=None)


def test_a_death_while_signing_leaves_nothing(log: Ledger, watcher: Watcher) -> None:
    watcher.memory.key()
    files = DyingSigner(watcher.ledger.home, KeyType.WITNESS)

    with WitnessStore(watcher.ledger.database, files) as dying, pytest.raises(KeyboardInterrupt):
        dying.cosign(a_checkpoint(log, ROOTS[0]), after=None)

    assert watcher.sizes == []


def test_a_cosignature_is_on_disk_before_it_is_given(watcher: Watcher) -> None:
    name = watcher.ledger.rows("select current_database()")[0][0]
    watcher.ledger.run(f'alter database "{name}" set synchronous_commit = off')

    with watcher.memory._locked() as connection:
        assert connection.execute("show synchronous_commit").fetchone() == ("on",)


@pytest.mark.parametrize("deferred", [False, True])
def test_a_key_that_was_not_stored_never_signs(log: Ledger, watcher: Watcher, *, deferred: bool) -> None:
    with failing_at(watcher.ledger, "witness.key", deferred=deferred), pytest.raises(psycopg.errors.RaiseException):
        watcher.memory.cosign(a_checkpoint(log, ROOTS[0]), after=None)

    cosigned = watcher.memory.cosign(a_checkpoint(log, ROOTS[0]), after=None)

    assert cosigned
    key = watcher.memory.key()
    assert cosigned.note.verified([key]) == [key]
    assert len(list((watcher.ledger.home / "keys").iterdir())) == 2


def test_the_key_is_made_once(watcher: Watcher) -> None:
    keys = racing(*[watcher.memory.key] * 4)

    [file] = (watcher.ledger.home / "keys").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    assert {str(key) for key in keys} == {str(watcher.memory.key())}
    assert watcher.memory.key().type is KeyType.WITNESS


def test_a_witness_that_lost_its_memory_has_another_key(watcher: Watcher, databases: Databases) -> None:
    with Watcher(databases.fresh(), watcher.ledger.home) as forgetful:
        assert forgetful.memory.key() != watcher.memory.key()


def test_without_its_private_key_nothing_is_cosigned(log: Ledger, watcher: Watcher) -> None:
    watcher.memory.key()
    [file] = (watcher.ledger.home / "keys").iterdir()
    file.unlink()

    with pytest.raises(KeyMissing):
        watcher.memory.cosign(a_checkpoint(log, ROOTS[0]), after=None)

    assert watcher.sizes == []


def test_a_witness_keeps_its_name(watcher: Watcher, tmp_path: Path) -> None:
    name = watcher.memory.key().name
    files = KeyFiles(watcher.ledger.home, KeyType.WITNESS)

    with WitnessStore(watcher.ledger.database, files, "other.example") as other, pytest.raises(WitnessNameFixed):
        other.key()
    with WitnessStore(watcher.ledger.database, files) as unnamed:
        assert unnamed.key().name == name
    with pytest.raises(WitnessNameInvalid):
        WitnessStore(watcher.ledger.database, files, "a name")


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("words", ["delete from {}", "truncate {} cascade"])
def test_what_is_kept_is_not_rewritten(watcher: Watcher, table: str, words: str) -> None:
    with pytest.raises(psycopg.errors.RestrictViolation):
        watcher.ledger.run(words.format(table))


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("role", [DatabaseRole.COMMAND, DatabaseRole.READ])
def test_who_appends_or_reads_cannot_cosign(watcher: Watcher, table: str, role: DatabaseRole) -> None:
    with (
        psycopg.connect(watcher.ledger.database.conninfo(role)) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(f"insert into {table} default values".encode())
