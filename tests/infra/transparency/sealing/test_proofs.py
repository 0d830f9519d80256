"""Proofs read from what is stored are those of the whole trees."""

from collections.abc import Iterator
from functools import partial

import psycopg
import pytest

from efe_domain.transparency.merkle import (
    consistency_path,
    inclusion_path,
    subtrees_of,
    verify_consistency,
    verify_inclusion,
)
from efe_infra.postgres.database import DatabaseRole
from efe_infra.transparency.sealing.proofs import Proofs
from efe_infra.transparency.sealing.tip import Connection
from efe_infra.transparency.sealing.trees import StoredTree
from tests.conftest import Cloning
from tests.infra.transparency.sealing.given import Ledger, failing_at


@pytest.fixture(scope="module")
def long_ledger(cloning: Cloning, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """One log of 301 blocks, the last of 600 events."""
    with cloning() as database:
        ledger = Ledger(database, tmp_path_factory.mktemp("home"))
        ledger.write(600)
        ledger.sealer(block_size=2).run()
        ledger.write(600)
        ledger.sealer(block_size=600).run()
        yield ledger


@pytest.fixture
def reading(long_ledger: Ledger) -> Iterator[Connection]:
    with psycopg.connect(long_ledger.database.conninfo(DatabaseRole.READ)) as connection:
        yield connection


LEAVES = {
    "log": ("select hash from seal.block order by block", StoredTree.log()),
    "block": ("select leaf from seal.event where position > 600 order by position", StoredTree.of_block(301, 601)),
    "instance": ("select leaf from seal.leaf where bassin = 'liege' order by seq", StoredTree.of_instance("liege")),
}


@pytest.mark.parametrize("tree", LEAVES)
def test_every_path_is_that_of_the_whole_tree(long_ledger: Ledger, reading: Connection, tree: str) -> None:
    query, stored = LEAVES[tree]
    leaves = [leaf for (leaf,) in long_ledger.rows(query)]
    whole, size = subtrees_of(leaves), len(leaves)

    assert size > 256
    for at in range(0, size, 13):
        including = partial(inclusion_path, index=at, size=size)
        assert stored.prove(reading, including) == including(whole)
        growing = partial(consistency_path, first=at + 1, second=size)
        assert stored.prove(reading, growing) == growing(whole)


def test_a_proof_reads_few_rows_of_a_long_tree(long_ledger: Ledger) -> None:
    read = "select sum(seq_tup_read + idx_tup_fetch) from pg_stat_xact_user_tables where schemaname = 'seal'"
    with psycopg.connect(long_ledger.database.admin) as connection:
        connection.execute("set enable_seqscan = off")
        StoredTree.of_block(301, 601).prove(connection, lambda tree: inclusion_path(tree, 300, 600))
        [(rows,)] = connection.execute(read.encode()).fetchall()

    assert 0 < rows <= 2 * 256


def test_events_and_sizes_are_proved_to_the_last_checkpoint(long_ledger: Ledger) -> None:
    with Proofs(long_ledger.database) as proofs:
        last, first = proofs.checkpoint(), proofs.checkpoint(1)
        event, growth = proofs.event(7), proofs.consistency(1, 301)
        beyond = (proofs.checkpoint(302), proofs.event(1201), proofs.event(0), proofs.consistency(1, 302))

    assert last
    assert first
    assert event
    assert growth
    leaf = long_ledger.rows("select hash from seal.block where block = 4")[0][0]
    assert (last.size, event.block.index, event.index, event.size) == (301, 3, 0, 2)
    assert verify_inclusion(leaf, 3, 301, event.block.path, last.root)
    assert verify_consistency(1, 301, growth.path, first.root, last.root)
    assert beyond == (None, None, None, None)


def test_a_block_without_a_checkpoint_is_not_given_out(ledger: Ledger) -> None:
    ledger.write(5)
    ledger.sealer().run()
    ledger.write(5)
    with failing_at(ledger, "seal.checkpoint"), pytest.raises(psycopg.errors.RaiseException):
        ledger.sealer().run()

    with Proofs(ledger.database) as proofs:
        given = (proofs.event(5), proofs.event(6), proofs.instance("liege"), proofs.consistency(1, 2))

    assert given[0]
    assert given[1] is None
    assert given[2]
    assert given[2].block.index == 0
    assert given[3] is None
