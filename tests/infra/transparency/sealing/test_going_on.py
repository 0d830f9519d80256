"""A ledger that format 1 sealed in blocks goes on in the ledger log, which binds what was sealed."""

import json
from pathlib import Path

import psycopg
import pytest

from efe_domain.transparency.notes import Checkpoint, KeyType, Note, VerifierKey
from efe_infra.postgres.database import DatabaseRole
from efe_infra.transparency.sealing.errors import EventAltered, OriginFixed
from efe_infra.transparency.sealing.keys import KeyFiles
from efe_infra.transparency.sealing.proofs import Proofs
from efe_infra.transparency.sealing.sealer import Sealer
from efe_infra.transparency.sealing.signing import Signing
from tests.infra.ledger.given import racing
from tests.infra.transparency.format_1 import seal_blocks
from tests.infra.transparency.sealing.given import LOG, ORIGIN, Ledger
from tests.infra.transparency.sealing.recount import format_1_headers


@pytest.fixture
def blocks(ledger: Ledger) -> list[Note]:
    ledger.write(20)
    return seal_blocks(ledger.database, KeyFiles(ledger.home), ORIGIN)


def genesis(ledger: Ledger) -> dict[str, object]:
    [(body,)] = ledger.rows("select body from seal.genesis")
    found: dict[str, object] = json.loads(body)
    return found


def test_the_genesis_binds_the_last_checkpoint_of_the_blocks(ledger: Ledger, blocks: list[Note]) -> None:
    ledger.write(5)

    ledger.sealer().run()

    headers = format_1_headers(ledger.database)
    last = Checkpoint.parse(blocks[-1].text)
    assert headers[-1]["log_root"] == last.root
    assert genesis(ledger)["past"] == {"last": 20, "origin": ORIGIN, "root": last.root.hex(), "size": 3}
    ledger.check_sealed()


def test_without_blocks_the_genesis_has_no_past(ledger: Ledger) -> None:
    ledger.write(5)

    ledger.sealer().run()

    assert genesis(ledger)["past"] is None


def test_the_key_goes_on_under_the_name_of_the_ledger_log(ledger: Ledger, blocks: list[Note]) -> None:
    [(former,)] = ledger.rows("select vkey from seal.key")
    files = sorted((ledger.home / "keys").iterdir())

    ledger.sealer().run()

    before = VerifierKey.parse(former)
    assert ledger.keys == [VerifierKey(LOG, KeyType.LOG, before.public)]
    assert sorted((ledger.home / "keys").iterdir()) == files
    ledger.check_sealed()


def test_a_key_that_was_to_sign_the_next_block_signs_too(ledger: Ledger, blocks: list[Note]) -> None:
    key = KeyFiles(ledger.home).make(ORIGIN)
    ledger.run(f"insert into seal.key (number, vkey, since) values (2, '{key}', 4)")

    ledger.sealer().run()

    assert [each.public for each in ledger.keys][1] == key.public
    assert ledger.notes[0].verified(ledger.keys) == ledger.keys


def test_a_key_that_was_replaced_before_does_not_go_on(ledger: Ledger, blocks: list[Note]) -> None:
    key = KeyFiles(ledger.home).make(ORIGIN)
    ledger.run(f"insert into seal.key (number, vkey, since) values (2, '{key}', 2)")

    ledger.sealer().run()

    assert [each.public for each in ledger.keys] == [key.public]


@pytest.mark.parametrize("table", ["block", "checkpoint"])
def test_an_older_process_adds_no_block_and_signs_none(ledger: Ledger, blocks: list[Note], table: str) -> None:
    with (
        psycopg.connect(ledger.database.conninfo(DatabaseRole.PROJECTOR)) as connection,
        pytest.raises(psycopg.errors.RestrictViolation, match="has ended"),
    ):
        connection.execute(f"insert into seal.{table} default values".encode())


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("seal.event", "update seal.event set bassins = '{namur}' where position = 12 and bassins <> '{namur}'"),
        ("seal.event", "update seal.event set leaf = sha256(leaf) where position = 12"),
    ],
)
def test_what_the_blocks_sealed_otherwise_is_not_sealed_again(
    ledger: Ledger, blocks: list[Note], table: str, change: str
) -> None:
    ledger.rewrite(table, change)

    with pytest.raises(EventAltered, match="position 12 "):
        ledger.sealer().run()


def test_the_origin_stays(ledger: Ledger, blocks: list[Note], tmp_path: Path) -> None:
    with pytest.raises(OriginFixed):
        Sealer(ledger.database, Signing(KeyFiles(ledger.home), "elsewhere.example")).run()


def test_several_sealers_begin_the_ledger_log_once(ledger: Ledger, blocks: list[Note]) -> None:
    done = racing(*[ledger.sealer(page_size=3).run] * 4)

    assert [each for each in done if isinstance(each, BaseException)] == []
    ledger.check_sealed()


def test_the_proofs_of_the_blocks_are_still_given_and_end_with_them(ledger: Ledger, blocks: list[Note]) -> None:
    ledger.write(5)
    ledger.sealer().run()

    with Proofs(ledger.database) as proofs:
        last, event, head, growth = (
            proofs.checkpoint(),
            proofs.event(20),
            proofs.instance("liege"),
            proofs.consistency(1, 3),
        )
        beyond = proofs.event(21), proofs.checkpoint(4), proofs.consistency(1, 4)

    assert last
    assert last.note == str(blocks[-1])
    assert event
    assert head
    assert growth
    assert beyond == (None, None, None)
