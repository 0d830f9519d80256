"""`efe verify --full`: everything sealed is computed again, and the first difference has a name."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest

from efe_domain.shared.bassins import Bassin
from efe_domain.transparency.notes import Checkpoint, Note, VerifierKey
from efe_infra.transparency.evidence.history import Connection
from efe_infra.transparency.evidence.recount import DIFFERENCES, Difference, recount
from tests.infra.transparency.evidence.given import LEAF, Sealed, tampering
from tests.infra.transparency.evidence.synthetic import Signer

EDITED = "update ledger.event set state = state || ' '::bytea where position = {0}"
HIDDEN = f"update ledger.event set leaf = {LEAF} where position = {{0}}"
HEADER = "update seal.block set header = convert_to({0}, 'UTF8') where block = 2"
TEXT = "convert_from(header, 'UTF8')"

RESEALED = "update seal.{0} set leaf = (select leaf from ledger.event where position = 5) where position = 5"
EDITED_5 = f"{EDITED.format(5)};{HIDDEN.format(5)};{RESEALED.format('event')}"
HEAD = "seal.head {0} where block = 2 and bassin = 'namur'"
LATER = """
    insert into ledger.event select position + 67, recorded_at, gen_random_uuid(), 1, topic, state, leaf
    from ledger.event where position <= 3
"""
LATER_LEAVES = f"update ledger.event set leaf = {LEAF} where position > 67"
SEALED_LATER = "insert into seal.event select position, leaf, '{liege}' from ledger.event where position = 68"
LATER_NOTE = "insert into seal.checkpoint select 99, note from seal.checkpoint where size = 9"
NOTE = "update seal.checkpoint set note = {0} where size = 9"


def turned(field: str) -> str:
    """Another value in the header of a block."""
    return HEADER.format(f"regexp_replace({TEXT}, '({field}\":\"?)..', '\\1{{0}}')")


TAMPERED = {
    "an event is edited": ("EVENT_ALTERED", "position 30", EDITED.format(30)),
    "an event is edited with its leaf": ("SEALED_DIFFERS", "position 30", f"{EDITED.format(30)};{HIDDEN.format(30)}"),
    "and what was sealed of it too": ("LEAF_DIFFERS", "position 5, brabant-wallon", EDITED_5),
    "and its leaves too": ("EVENTS_ROOT_DIFFERS", "bloc 1", f"{EDITED_5};{RESEALED.format('leaf')}"),
    "an event is lost": ("EVENT_MISSING", "position 40", "delete from ledger.event where position = 40"),
    "an event is hidden from an Instance": (
        "LEAF_DIFFERS",
        "position 60, namur",
        "delete from seal.leaf where bassin = 'namur' and position = 60",
    ),
    "an Instance has a leaf too many": (
        "LEAF_DIFFERS",
        "après la fin du journal, 67",
        "insert into seal.leaf select 'verviers', 999, position, leaf from seal.event where position = 67",
    ),
    "other Instances are told to be concerned": (
        "SEALED_DIFFERS",
        "position 7",
        "update seal.event set bassins = '{liege,verviers}' where position = 7",
    ),
    "a head is another": ("HEAD_DIFFERS", "bloc 2, namur", "update " + HEAD.format("set size = size + 1")),
    "a head is gone": ("HEAD_DIFFERS", "bloc 2, namur", "delete from " + HEAD.format("")),
    "a head too many": (
        "HEAD_DIFFERS",
        "après la fin du journal, 9",
        "insert into seal.head select 'verviers', 9, 1, hash, hash from seal.block where block = 9",
    ),
    "the header says another map": ("HEADS_ROOT_DIFFERS", "bloc 2", turned("heads_root").format("ff")),
    "the header is no JSON of ours": ("HEADER_MALFORMED", "bloc 2", HEADER.format(f"{TEXT} || ' '")),
    "the header follows another": ("HEADER_MISPLACED", "bloc 2", turned("previous").format("ff")),
    "the header is of another time": ("LOG_DIFFERS", "bloc 2", turned("sealed_at").format("20")),
    "a checkpoint is of another size": (
        "CHECKPOINT_UNSIGNED",
        "point de contrôle 9",
        NOTE.format("replace(note, E'\\n9\\n', E'\\n8\\n')"),
    ),
    "a checkpoint stands for another": (
        "CHECKPOINT_DIFFERS",
        "point de contrôle 9",
        NOTE.format("(select note from seal.checkpoint order by size limit 1)"),
    ),
    "a checkpoint of more blocks than there are": (
        "CHECKPOINT_DIFFERS",
        "point de contrôle 99",
        f"alter table seal.checkpoint drop constraint checkpoint_size_fkey;{LATER_NOTE}",
    ),
    "an event is sealed in no block": (
        "SEALED_DIFFERS",
        "position 68",
        f"{LATER};{LATER_LEAVES};{SEALED_LATER}",
    ),
    "a checkpoint is no note": ("CHECKPOINT_UNSIGNED", "point de contrôle 9", NOTE.format("'x'")),
}


@contextmanager
def tampered(sealed: Sealed, *statements: str) -> Iterator[Connection]:
    """In a transaction that is rolled back."""
    with psycopg.connect(sealed.database.admin) as connection:
        tampering(connection, *statements)
        connection.execute("set constraints all immediate")
        yield connection
        connection.rollback()


def difference(connection: Connection, keys: list[VerifierKey] | None = None, kept: Note | None = None) -> Difference:
    with pytest.raises(Difference) as raised:
        recount(connection, lambda *_: None, keys or [], kept)
    return raised.value


def test_everything_that_was_sealed_is_found_again(sealed: Sealed) -> None:
    told: list[tuple[int, int]] = []
    with tampered(sealed) as connection:
        done = recount(
            connection, lambda at, end: told.append((at, end)), [VerifierKey.parse(sealed.key)], a_note(sealed)
        )

    assert (done.last, done.log.size, done.checkpoints, done.signed, done.unsealed) == (67, 9, 9, 9, 0)
    assert sorted(done.trees) == sorted(Bassin)
    assert told[-1] == (67, 67)


@pytest.mark.parametrize(("code", "where", "statements"), TAMPERED.values(), ids=TAMPERED)
def test_a_difference_is_named_with_its_place(sealed: Sealed, code: str, where: str, statements: str) -> None:
    with tampered(sealed, *statements.split(";")) as connection:
        found = difference(connection)

    assert (found.code, found.where) == (code, where)
    assert str(found) == f"{where} : {DIFFERENCES[code]}"


def test_every_difference_has_a_test() -> None:
    assert {code for code, _, _ in TAMPERED.values()} == set(DIFFERENCES)


def test_events_after_the_last_block_are_counted_and_checked(sealed: Sealed) -> None:
    with tampered(sealed, LATER, LATER_LEAVES) as connection:
        assert recount(connection, lambda *_: None).unsealed == 3
    with tampered(sealed, LATER) as connection:
        assert (difference(connection).code, difference(connection).where) == ("EVENT_ALTERED", "position 68")


def test_the_checkpoint_that_the_auditor_kept_must_be_of_this_log(sealed: Sealed) -> None:
    [key] = [VerifierKey.parse(sealed.key)]
    kept = a_note(sealed)
    foreign = Signer(key.name, 1, seed=4)
    body = f"{Checkpoint(key.name, 4, bytes(32))}".encode()
    forged = Note.parse((body + b"\n" + foreign.line(body)).decode())
    longer = Note(str(Checkpoint(key.name, 10, bytes(32))), kept.signatures)

    with tampered(sealed) as connection:
        assert difference(connection, [key], forged).code == "CHECKPOINT_UNSIGNED"
        assert difference(connection, [key, VerifierKey.parse(foreign.vkey)], forged).code == "CHECKPOINT_DIFFERS"
        assert difference(connection, [key], longer).where == "--since"


def test_what_is_read_is_closed_also_when_a_difference_ends_it(sealed: Sealed) -> None:
    with tampered(sealed, LATER) as connection:
        found = difference(connection)  # its traceback keeps what was being read

        assert connection.execute("select name from pg_cursors").fetchall() == []
    assert found.code == "EVENT_ALTERED"


def a_note(sealed: Sealed) -> Note:
    return Note.parse(sealed.notes[0].decode())
