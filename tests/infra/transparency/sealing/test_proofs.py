"""Proofs read from what is stored are those of the whole tree."""

from collections.abc import Iterator
from functools import partial

import psycopg
import pytest

from efe_domain.transparency.merkle import (
    consistency_path,
    inclusion_path,
    leaf_hash,
    subtrees_of,
    verify_consistency,
    verify_inclusion,
)
from efe_infra.postgres.database import DatabaseRole
from efe_infra.transparency.sealing.ledger_log import Connection, prove, range_at
from efe_infra.transparency.sealing.proofs import ProofStore
from tests.conftest import Cloning
from tests.infra.transparency.sealing.given import Ledger, failing_at
from tests.infra.transparency.sealing.recount import ledger_leaves, tree_root


@pytest.fixture(scope="module")
def long_ledger(cloning: Cloning, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """1,200 events, the first half sealed in many pages and the second in one."""
    with cloning() as database:
        ledger = Ledger(database, tmp_path_factory.mktemp("home"))
        ledger.write(600)
        ledger.sealer(page_size=20).run()
        ledger.write(600)
        ledger.sealer(page_size=600).run()
        yield ledger


@pytest.fixture
def reading(long_ledger: Ledger) -> Iterator[Connection]:
    with psycopg.connect(long_ledger.database.conninfo(DatabaseRole.READ)) as connection:
        yield connection


def test_every_path_is_that_of_the_whole_tree(long_ledger: Ledger, reading: Connection) -> None:
    leaves = ledger_leaves(long_ledger.database)
    whole, size = subtrees_of(leaves), len(leaves)

    for at in range(0, size, 13):
        including = partial(inclusion_path, index=at, size=size)
        assert prove(reading, including) == including(whole)
        growing = partial(consistency_path, first=at + 1, second=size)
        assert prove(reading, growing) == growing(whole)
        assert range_at(reading, at + 1).root() == tree_root(leaves[: at + 1])


def test_a_proof_reads_few_rows_of_a_long_tree(long_ledger: Ledger) -> None:
    read = "select sum(seq_tup_read + idx_tup_fetch) from pg_stat_xact_user_tables where schemaname = 'seal'"
    with psycopg.connect(long_ledger.database.admin) as connection:
        connection.execute("set enable_seqscan = off")
        prove(connection, lambda tree: inclusion_path(tree, 300, 1201))
        [(rows,)] = connection.execute(read.encode()).fetchall()

    assert 0 < rows <= 2 * 256


def test_events_and_sizes_are_proved_to_the_last_checkpoint(long_ledger: Ledger) -> None:
    with ProofStore(long_ledger.database) as proofs:
        last, first = proofs.ledger_checkpoint(), proofs.ledger_checkpoint(21)
        event, growth = proofs.ledger_event(7), proofs.ledger_consistency(21, 1201)
        beyond = (
            proofs.ledger_checkpoint(1202),
            proofs.ledger_event(1201),
            proofs.ledger_event(0),
            proofs.ledger_consistency(1, 1202),
        )

    assert last
    assert first
    assert event
    assert growth
    assert (last.size, event.position) == (1201, 7)
    assert verify_inclusion(leaf_hash(event.entry), 7, 1201, event.path, last.root)
    assert verify_consistency(21, 1201, growth.path, first.root, last.root)
    assert beyond == (None, None, None, None)


def test_an_event_without_a_checkpoint_is_not_given_out(ledger: Ledger) -> None:
    ledger.write(5)
    ledger.sealer().run()
    ledger.write(5)
    with failing_at(ledger, "seal.ledger_checkpoint"), pytest.raises(psycopg.errors.RaiseException):
        ledger.sealer().run()

    with ProofStore(ledger.database) as proofs:
        given = (proofs.ledger_event(5), proofs.ledger_event(6), proofs.ledger_consistency(6, 11))

    assert ledger.seal_rows()["entry"] == 10
    assert given[0]
    assert given[0].checkpoint.size == 6
    assert given[1:] == (None, None)
