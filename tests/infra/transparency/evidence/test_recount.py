"""`efe verify --full`: everything sealed is computed again, and the first difference has a name."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest

from efe_domain.transparency.notes import Checkpoint, Note, VerifierKey
from efe_infra.transparency.evidence.recount import DIFFERENCES, Difference, recount
from efe_infra.transparency.evidence.sealed_history import Connection
from tests.infra.transparency.evidence.given import LAST, LEAF, ORIGIN, Sealed, tampering
from tests.infra.transparency.evidence.synthetic import Signer

LOG = f"{ORIGIN}/ledger"
EDITED = "update ledger.event set state = state || ' '::bytea where position = {0}"
HIDDEN = f"update ledger.event set leaf = {LEAF} where position = {{0}}"
ENTERED = "update seal.entry set entry = {0} where position = 30"
ANEW = "substr(entry, 1, 2) || (select leaf from ledger.event where position = 30)"
NOTE = f"update seal.ledger_checkpoint set note = {{0}} where size = {LAST + 1}"
GENESIS = "update seal.genesis set body = convert_to({0}, 'UTF8')"
BODY = "convert_from(body, 'UTF8')"
LATER = f"""
    insert into ledger.event select position + {LAST}, recorded_at, gen_random_uuid(), 1, topic, state, leaf
    from ledger.event where position <= 3
"""
LATER_LEAVES = f"update ledger.event set leaf = {LEAF} where position > {LAST}"

TAMPERED = {
    "an event is edited": ("EVENT_ALTERED", "position 30", EDITED.format(30)),
    "an event is edited with its leaf": ("ENTRY_DIFFERS", "position 30", f"{EDITED.format(30)};{HIDDEN.format(30)}"),
    "and its entry too": (
        "CHECKPOINT_DIFFERS",
        "point de contrôle",
        f"{EDITED.format(30)};{HIDDEN.format(30)};{ENTERED.format(ANEW)}",
    ),
    "an event is lost": ("EVENT_MISSING", "position 40", "delete from ledger.event where position = 40"),
    "an event is addressed to another Instance": (
        "ENTRY_DIFFERS",
        "position 30",
        ENTERED.format("'\\x0001'::bytea || substr(entry, 3)"),
    ),
    "an entry is lost": ("EVENT_MISSING", "position 31", "delete from seal.entry where position = 30"),
    "the last entry is lost": (
        "CHECKPOINT_DIFFERS",
        f"point de contrôle {LAST + 1}",
        f"delete from seal.entry where position = {LAST}",
    ),
    "a stored subtree is another": (
        "LOG_DIFFERS",
        "niveau 8, sous-arbre 0",
        "insert into seal.subtree values ('ledger', 8, 0, sha256('x'))",
    ),
    "the genesis is no JSON of ours": ("GENESIS_DIFFERS", "genèse", GENESIS.format(f"{BODY} || ' '")),
    "the genesis has a past that nobody sealed": (
        "CHECKPOINT_DIFFERS",
        "point de contrôle 10",
        GENESIS.format(
            f'replace({BODY}, \'"past":null\', \'"past":{{{{"last":1,"origin":"x","root":"{64 * "a"}","size":1}}}}\')'
        )
        .replace("{{", "{")
        .replace("}}", "}"),
    ),
    "a checkpoint is of another size": (
        "CHECKPOINT_UNSIGNED",
        f"point de contrôle {LAST + 1}",
        NOTE.format(f"replace(note, E'\\n{LAST + 1}\\n', E'\\n{LAST}\\n')"),
    ),
    "a checkpoint stands for another": (
        "CHECKPOINT_DIFFERS",
        f"point de contrôle {LAST + 1}",
        NOTE.format("(select note from seal.ledger_checkpoint order by size limit 1)"),
    ),
    "a checkpoint of more than there is": (
        "CHECKPOINT_DIFFERS",
        "point de contrôle 99",
        f"insert into seal.ledger_checkpoint select 99, note from seal.ledger_checkpoint where size = {LAST + 1}",
    ),
    "a checkpoint is no note": ("CHECKPOINT_UNSIGNED", f"point de contrôle {LAST + 1}", NOTE.format("'x'")),
}


@contextmanager
def tampered(sealed: Sealed, *statements: str) -> Iterator[Connection]:
    """In a transaction that is rolled back."""
    with psycopg.connect(sealed.database.admin) as connection:
        for trigger in ("ledger_checkpoint disable trigger chain", "entry disable trigger chain"):
            connection.execute(f"alter table seal.{trigger}".encode())
        tampering(connection, *statements)
        connection.execute("set constraints all immediate")
        yield connection
        connection.rollback()


def difference(connection: Connection, keys: list[VerifierKey] | None = None, *kept: Note) -> Difference:
    with pytest.raises(Difference) as raised:
        recount(connection, lambda *_: None, keys or [], *kept)
    return raised.value


def notes(texts: list[bytes]) -> list[Note]:
    return [Note.parse(text.decode()) for text in texts]


def test_everything_that_was_sealed_is_found_again(sealed: Sealed) -> None:
    told: list[tuple[int, int]] = []
    with tampered(sealed) as connection:
        key = VerifierKey.parse(sealed.key)
        done = recount(connection, lambda at, end: told.append((at, end)), [key], *notes(sealed.notes))
        [(checkpoints,)] = connection.execute("select count(*) from seal.ledger_checkpoint").fetchall()

    assert (done.last, done.log.size, done.checkpoints, done.signed) == (LAST, LAST + 1, checkpoints, LAST + 1)
    assert done.unsealed == 0
    assert told[-1] == (LAST, LAST)


@pytest.mark.parametrize(("code", "where", "statements"), TAMPERED.values(), ids=TAMPERED)
def test_a_difference_is_named_with_its_place(sealed: Sealed, code: str, where: str, statements: str) -> None:
    with tampered(sealed, *statements.split(";")) as connection:
        found = difference(connection)

    assert (found.code, found.where[: len(where)]) == (code, where)
    assert str(found) == f"{found.where} : {DIFFERENCES[code]}"


def test_every_difference_has_a_test() -> None:
    assert {code for code, _, _ in TAMPERED.values()} == set(DIFFERENCES)


def test_events_after_the_last_entry_are_counted_and_checked(sealed: Sealed) -> None:
    with tampered(sealed, LATER, LATER_LEAVES) as connection:
        assert recount(connection, lambda *_: None).unsealed == 3
    with tampered(sealed, LATER) as connection:
        assert (difference(connection).code, difference(connection).where) == (
            "EVENT_ALTERED",
            f"position {LAST + 1}",
        )


def test_the_checkpoint_that_the_auditor_kept_must_be_of_this_log(sealed: Sealed) -> None:
    key, (kept, *_) = VerifierKey.parse(sealed.key), notes(sealed.notes)
    size = Checkpoint.parse(kept.text).size
    foreign = Signer(LOG, 1, seed=4)

    def signed(checkpoint: Checkpoint) -> Note:
        return Note.parse((f"{checkpoint}\n".encode() + foreign.line(str(checkpoint).encode())).decode())

    forged, longer = (
        signed(Checkpoint(LOG, size, bytes(32))),
        Note(str(Checkpoint(LOG, 999, bytes(32))), kept.signatures),
    )
    elsewhere = signed(Checkpoint("example.org/other", 1, bytes(32)))

    with tampered(sealed) as connection:
        assert difference(connection, [key], forged).code == "CHECKPOINT_UNSIGNED"
        assert difference(connection, [key, VerifierKey.parse(foreign.vkey)], forged).code == "CHECKPOINT_DIFFERS"
        assert difference(connection, [key], longer).where == "--since"
        assert difference(connection, [key], kept, elsewhere).where == "--since"
        assert difference(connection, [VerifierKey.parse(Signer("x").vkey)], kept).code == "CHECKPOINT_UNSIGNED"


def test_what_is_read_is_closed_also_when_a_difference_ends_it(sealed: Sealed) -> None:
    with tampered(sealed, LATER) as connection:
        found = difference(connection)  # its traceback keeps what was being read

        assert connection.execute("select name from pg_cursors").fetchall() == []
    assert found.code == "EVENT_ALTERED"
