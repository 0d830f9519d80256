"""`efe verify --full`: everything sealed is computed again, and the first difference has a name."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest

from efe_domain.transparency.notes import Checkpoint, Note, VerifierKey
from efe_infra.transparency.evidence.history import Connection
from efe_infra.transparency.evidence.recount import recount
from efe_infra.transparency.evidence.sealed_differences import DIFFERENCES, Difference
from tests.conftest import Cloning
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

HEADER = "update seal.block set header = convert_to({0}, 'UTF8') where block = 2"
TEXT = "convert_from(header, 'UTF8')"
HEAD = "seal.head {0} where block = 2 and bassin = 'namur'"
BLOCK_NOTE = "update seal.checkpoint set note = {0} where size = 9"


def turned(field: str) -> str:
    """Another value in the header of a block."""
    return HEADER.format(f"regexp_replace({TEXT}, '({field}\":\"?)..', '\\1{{0}}')")


IN_BLOCKS = {
    "what was sealed of an event is another": (
        "SEALED_DIFFERS",
        "position 7",
        "update seal.event set bassins = '{liege,verviers}' where position = 7",
    ),
    "an event is hidden from an Instance": (
        "LEAF_DIFFERS",
        "position 60, namur",
        "delete from seal.leaf where bassin = 'namur' and position = 60",
    ),
    "an Instance has a leaf too many": (
        "LEAF_DIFFERS",
        f"après la fin du journal de blocs, {LAST}",
        f"insert into seal.leaf select 'verviers', 999, position, leaf from seal.event where position = {LAST}",
    ),
    "a head is another": ("HEAD_DIFFERS", "bloc 2, namur", "update " + HEAD.format("set size = size + 1")),
    "a head is gone": ("HEAD_DIFFERS", "bloc 2, namur", "delete from " + HEAD.format("")),
    "a head too many": (
        "HEAD_DIFFERS",
        "après la fin du journal de blocs, 10",
        "insert into seal.head select 'verviers', 10, 1, hash, hash from seal.block where block = 10",
    ),
    "the header says other events": ("EVENTS_ROOT_DIFFERS", "bloc 2", turned("events_root").format("ff")),
    "the header says another map": ("HEADS_ROOT_DIFFERS", "bloc 2", turned("heads_root").format("ff")),
    "the header is no JSON of ours": ("HEADER_MALFORMED", "bloc 2", HEADER.format(f"{TEXT} || ' '")),
    "the header follows another": ("HEADER_MISPLACED", "bloc 2", turned("previous").format("ff")),
    "the header is of another time": ("LOG_DIFFERS", "bloc 2", turned("sealed_at").format("20")),
    "a checkpoint is of another size": (
        "CHECKPOINT_UNSIGNED",
        "point de contrôle 9 du journal de blocs",
        BLOCK_NOTE.format("replace(note, E'\\n9\\n', E'\\n8\\n')"),
    ),
    "a checkpoint stands for another": (
        "CHECKPOINT_DIFFERS",
        "point de contrôle 9 du journal de blocs",
        BLOCK_NOTE.format("(select note from seal.checkpoint order by size limit 1)"),
    ),
    "the last checkpoint of the blocks is gone": (
        "GENESIS_DIFFERS",
        "genèse",
        "delete from seal.checkpoint where size = 10",
    ),
}


@pytest.fixture(scope="module")
def migrated(cloning: Cloning, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sealed]:
    with cloning() as database:
        yield Sealed(database, tmp_path_factory.mktemp("migrated"), in_blocks=True)


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
    assert (done.unsealed, done.blocks) == (0, 0)
    assert told[-1] == (LAST, LAST)


def test_what_format_1_sealed_is_found_again_too(migrated: Sealed) -> None:
    [(former,)] = migrated.rows("select vkey from seal.key")
    for keys in ([], [migrated.key], [former]):
        with tampered(migrated) as connection:
            parsed = [VerifierKey.parse(key) for key in keys]
            done = recount(connection, lambda *_: None, parsed, *notes(migrated.blocks + migrated.notes))

        assert (done.last, done.blocks, done.unsealed) == (LAST + 3, len(migrated.blocks), 0)


@pytest.mark.parametrize(("code", "where", "statements"), TAMPERED.values(), ids=TAMPERED)
def test_a_difference_is_named_with_its_place(sealed: Sealed, code: str, where: str, statements: str) -> None:
    with tampered(sealed, *statements.split(";")) as connection:
        found = difference(connection)

    assert (found.code, found.where[: len(where)]) == (code, where)
    assert str(found) == f"{found.where} : {DIFFERENCES[code]}"


@pytest.mark.parametrize(("code", "where", "statements"), IN_BLOCKS.values(), ids=IN_BLOCKS)
def test_a_difference_in_what_format_1_sealed_is_named(
    migrated: Sealed, code: str, where: str, statements: str
) -> None:
    with tampered(migrated, *statements.split(";")) as connection:
        found = difference(connection)

    assert (found.code, found.where) == (code, where)


def test_every_difference_has_a_test() -> None:
    assert {code for code, _, _ in (*TAMPERED.values(), *IN_BLOCKS.values())} == set(DIFFERENCES)


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
