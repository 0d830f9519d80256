"""A sealer signs nothing that stands on something altered; it names what is."""

import psycopg
import pytest

from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.transparency.sealing.errors import EventAltered, SealBroken
from tests.infra.transparency.sealing.given import SEAL_TABLES, Ledger

OTHER = "decode(repeat('ab', 32), 'hex')"
FORGERIES = {
    "a header that is not one": ("seal.block", "update seal.block set header = header || ' ' where block = 3"),
    "a header with another root": (
        "seal.block",
        (
            "update seal.block set header = convert_to(regexp_replace(convert_from(header, 'UTF8'),"
            " '\"events_root\":\"[0-9a-f]{64}\"', '\"events_root\":\"' || repeat('ab', 32) || '\"'), 'UTF8')"
            " where block = 3"
        ),
    ),
    "the block before": (
        "seal.block",
        (
            "update seal.block set header = convert_to(regexp_replace(convert_from(header, 'UTF8'),"
            " '\"sealed_at\":\\d+', '\"sealed_at\":1'), 'UTF8') where block = 2"
        ),
    ),
    "another log": ("seal.block", f"update seal.block set log = {OTHER} || {OTHER} where block = 3"),
    "a log of another size": ("seal.block", f"update seal.block set log = {OTHER} where block = 2"),
    "a head of another size": (
        "seal.head",
        (
            "update seal.head set size = size + 1 where (bassin, block) ="
            " (select bassin, block from seal.head order by block desc, bassin limit 1)"
        ),
    ),
    "a head with another root": (
        "seal.head",
        (
            f"update seal.head set root = {OTHER} where (bassin, block) ="
            " (select bassin, block from seal.head order by block desc, bassin limit 1)"
        ),
    ),
    "a head that is gone": (
        "seal.head",
        (
            "delete from seal.head where (bassin, block) ="
            " (select bassin, block from seal.head order by block desc, bassin limit 1)"
        ),
    ),
    "a checkpoint of another size": (
        "seal.checkpoint",
        "update seal.checkpoint set note = replace(note, E'\\n3\\n', E'\\n4\\n') where size = 3",
    ),
    "a checkpoint without a signature": (
        "seal.checkpoint",
        "update seal.checkpoint set note = split_part(note, E'\\n\\n', 1) || E'\\n\\n' where size = 3",
    ),
    "a checkpoint with an older signature": (
        "seal.checkpoint",
        (
            "update seal.checkpoint set note = split_part(note, E'\\n\\n', 1) || E'\\n\\n' ||"
            " (select split_part(note, E'\\n\\n', 2) from seal.checkpoint where size = 2) where size = 3"
        ),
    ),
    "a checkpoint signed by another": (
        "seal.checkpoint",
        "update seal.checkpoint set note = replace(note, '— tests', '— others') where size = 3",
    ),
    "the checkpoint of another block": (
        "seal.checkpoint",
        "update seal.checkpoint set note = (select note from seal.checkpoint where size = 2) where size = 3",
    ),
    "the last event sealed": (
        "seal.event",
        f"update seal.event set leaf = {OTHER} where position = 20",
    ),
    "the last event recorded": ("ledger.event", f"update ledger.event set leaf = {OTHER} where position = 20"),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forged_row_is_refused_by_name(ledger: Ledger, forgery: str) -> None:
    table, statement = FORGERIES[forgery]
    ledger.write(20)
    ledger.sealer().run()
    ledger.rewrite(table, statement)
    ledger.write(3)
    before = ledger.seal_rows()

    with pytest.raises(SealBroken, match=r"Le bloc scellé [234] a été altéré"):
        ledger.sealer().run()

    assert ledger.seal_rows() == before


@pytest.mark.parametrize(("column", "value"), [("hash", OTHER), ("block", "9")])
def test_a_column_that_is_no_longer_derived_does_not_deceive(ledger: Ledger, column: str, value: str) -> None:
    ledger.write(20)
    ledger.sealer().run()
    ledger.run("alter table seal.head drop constraint head_block_fkey")
    ledger.run("alter table seal.checkpoint drop constraint checkpoint_size_fkey")
    ledger.run(f"alter table seal.block alter column {column} drop expression")
    ledger.rewrite("seal.block", f"update seal.block set {column} = {value} where block = 3")
    before = ledger.notes

    with pytest.raises(SealBroken):
        ledger.sealer().run()

    assert ledger.notes == before


@pytest.mark.parametrize("change", ["state = state || ' '", "topic = topic || 'x'", "recorded_at = now()"])
def test_an_altered_event_is_not_sealed(ledger: Ledger, change: str) -> None:
    ledger.write(20)
    ledger.rewrite("ledger.event", f"update ledger.event set {change} where position = 12")

    with pytest.raises(EventAltered, match="position 12 "):
        ledger.sealer().run()

    assert ledger.seal_rows()["block"] == 1


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('"block":4', '"block":5'),
        ('"first":21', '"first":22'),
        ('"first":21', '"first":20'),
        ('"last":22', '"last":99'),
        ('"previous":"', '"previous":"ab'),
    ],
)
def test_the_database_takes_no_block_that_does_not_follow(ledger: Ledger, before: str, after: str) -> None:
    ledger.write(20)
    ledger.sealer().run()
    [(previous,)] = ledger.rows("select encode(hash, 'hex') from seal.block where block = 3")
    header = f'{{"block":4,"first":21,"last":22,"previous":"{previous}"}}'
    ledger.write(2)
    insert = b"insert into seal.block (header, log) values (%s, '')"

    with psycopg.connect(ledger.database.conninfo(DatabaseRole.PROJECTOR)) as connection:
        with pytest.raises(psycopg.errors.RestrictViolation, match="onto the last one"), connection.transaction():
            connection.execute(insert, [header.replace(before, after, 1).encode()])
        connection.execute(insert, [header.encode()])
        connection.rollback()


@pytest.mark.parametrize("table", SEAL_TABLES)
@pytest.mark.parametrize("rewriting", ["delete from {}", "truncate {} cascade", "update {} set {} = {}"])
def test_nothing_sealed_is_rewritten_even_by_the_owner(module_database: Database, table: str, rewriting: str) -> None:
    column = {"block": "log", "event": "leaf", "checkpoint": "note", "key": "since"}.get(table, "index")
    column = {"leaf": "seq", "head": "size"}.get(table, column)
    statement = rewriting.format(f"seal.{table}", column, column)

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
