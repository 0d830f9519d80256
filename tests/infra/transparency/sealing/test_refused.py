"""A sealer signs nothing that stands on something altered; it names what is."""

import psycopg
import pytest

from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.transparency.sealing.errors import EventAltered, SealBroken
from tests.infra.transparency.sealing.given import SEAL_TABLES, Ledger

OTHER = "decode(repeat('ab', 32), 'hex')"
SIZE, BEFORE = 301, 8
FORGERIES = {
    "a genesis that is none": ("seal.genesis", "update seal.genesis set body = body || ' '"),
    "a genesis of another origin": (
        "seal.genesis",
        "update seal.genesis set body = decode(replace(encode(body, 'escape'), 'tests', 'others'), 'escape')",
    ),
    "the last entry": ("seal.entry", f"update seal.entry set entry = '\\x0001' || {OTHER} where position = 300"),
    "the addresses of a late entry": (
        "seal.entry",
        (
            "update seal.entry set entry = '\\x0001' || substr(entry, 3) where position ="
            " (select max(position) from seal.entry where mask <> 1)"
        ),
    ),
    "a late entry that is gone": ("seal.entry", "delete from seal.entry where position = 297"),
    "a subtree": ("seal.subtree", f"update seal.subtree set hash = {OTHER} where level = 8 and index = 0"),
    "a subtree that is gone": ("seal.subtree", "delete from seal.subtree where level = 8 and index = 0"),
    "a checkpoint of another size": (
        "seal.ledger_checkpoint",
        f"update seal.ledger_checkpoint set note = replace(note, E'\\n{SIZE}\\n', E'\\n9\\n') where size = {SIZE}",
    ),
    "a checkpoint without a signature": (
        "seal.ledger_checkpoint",
        f"update seal.ledger_checkpoint set note = split_part(note, E'\\n\\n', 1) || E'\\n\\n' where size = {SIZE}",
    ),
    "a checkpoint with an older signature": (
        "seal.ledger_checkpoint",
        (
            "update seal.ledger_checkpoint set note = split_part(note, E'\\n\\n', 1) || E'\\n\\n' ||"
            f" (select split_part(note, E'\\n\\n', 2) from seal.ledger_checkpoint where size = {BEFORE})"
            f" where size = {SIZE}"
        ),
    ),
    "a checkpoint signed by another": (
        "seal.ledger_checkpoint",
        f"update seal.ledger_checkpoint set note = replace(note, '— tests', '— others') where size = {SIZE}",
    ),
    "the checkpoint of another size": (
        "seal.ledger_checkpoint",
        (
            "update seal.ledger_checkpoint set note ="
            f" (select note from seal.ledger_checkpoint where size = {BEFORE}) where size = {SIZE}"
        ),
    ),
    "the last event recorded": ("ledger.event", f"update ledger.event set leaf = {OTHER} where position = 300"),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forged_row_is_refused_by_name(ledger: Ledger, forgery: str) -> None:
    table, statement = FORGERIES[forgery]
    ledger.write(300)
    ledger.sealer().run()
    ledger.rewrite(table, statement)
    ledger.write(3)
    before = ledger.seal_rows()

    with pytest.raises(SealBroken, match=r"Le journal scellé \((taille|position|genèse).*\) a été altéré"):
        ledger.sealer().run()

    assert ledger.seal_rows() == before


@pytest.mark.parametrize("change", ["state = state || ' '", "topic = topic || 'x'", "recorded_at = now()"])
def test_an_altered_event_is_not_sealed(ledger: Ledger, change: str) -> None:
    ledger.write(20)
    ledger.rewrite("ledger.event", f"update ledger.event set {change} where position = 12")

    with pytest.raises(EventAltered, match="position 12 "):
        ledger.sealer().run()

    assert ledger.seal_rows()["entry"] == 7


@pytest.mark.parametrize(
    "entries",
    {
        "a gap": "select 22, '\\x0001' || leaf from ledger.event where position = 22",
        "one again": "select 20, '\\x0001' || leaf from ledger.event where position = 20",
        "another leaf": f"select 21, '\\x0001' || {OTHER}",
        "beyond the ledger": "select position + 2, '\\x0001' || leaf from ledger.event where position > 18",
        "addressed to nobody": "select 21, '\\x0000' || leaf from ledger.event where position = 21",
    }.items(),
    ids=lambda each: each[0],
)
def test_the_database_takes_no_entry_that_does_not_follow(ledger: Ledger, entries: tuple[str, str]) -> None:
    ledger.write(20)
    ledger.sealer().run()
    ledger.write(2)
    insert = "insert into seal.entry (position, entry) "
    right = "select position, '\\x0001' || leaf from ledger.event where position > 20"

    with psycopg.connect(ledger.database.conninfo(DatabaseRole.PROJECTOR)) as connection:
        with pytest.raises(psycopg.errors.IntegrityError), connection.transaction():
            connection.execute((insert + entries[1]).encode())
        connection.execute((insert + right).encode())
        connection.rollback()


@pytest.mark.parametrize("size", [4, 22, 99])
def test_the_database_takes_no_checkpoint_out_of_turn(ledger: Ledger, size: int) -> None:
    ledger.write(20)
    ledger.sealer().run()
    insert = b"insert into seal.ledger_checkpoint (size, note) values (%s, 'x')"

    with (
        psycopg.connect(ledger.database.conninfo(DatabaseRole.PROJECTOR)) as connection,
        pytest.raises(psycopg.errors.RestrictViolation),
    ):
        connection.execute(insert, [size])


@pytest.mark.parametrize("table", SEAL_TABLES)
@pytest.mark.parametrize("rewriting", ["delete from {}", "truncate {} cascade", "update {} set {} = {}"])
def test_nothing_sealed_is_rewritten_even_by_the_owner(module_database: Database, table: str, rewriting: str) -> None:
    column = {"genesis": "body", "entry": "position", "ledger_checkpoint": "note", "ledger_key": "since"}
    name = column.get(table, "index")
    statement = rewriting.format(f"seal.{table}", name, name)

    with (
        psycopg.connect(module_database.conninfo(DatabaseRole.OWNER)) as connection,
        pytest.raises(psycopg.errors.RestrictViolation, match="append-only"),
    ):
        connection.execute(statement.encode())


@pytest.mark.parametrize("table", SEAL_TABLES)
def test_who_appends_does_not_seal_and_who_reads_does_not_write(module_database: Database, table: str) -> None:
    insert = f"insert into seal.{table} default values".encode()

    for role in (DatabaseRole.COMMAND, DatabaseRole.READ):
        with (
            psycopg.connect(module_database.conninfo(role)) as connection,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            connection.execute(insert)
    with psycopg.connect(module_database.conninfo(DatabaseRole.READ)) as connection:
        connection.execute(f"select from seal.{table}".encode())
