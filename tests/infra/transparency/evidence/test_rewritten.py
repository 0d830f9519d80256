"""Who holds the database and the key rewrites the past and seals it again: an old checkpoint gives it away."""

from collections.abc import Iterator
from copy import copy

import pytest

from efe_domain.shared.bassins import Bassin
from efe_infra.transparency.evidence.verify import Fault, verify
from efe_infra.transparency.sealing.errors import EventAltered
from tests.conftest import Cloning
from tests.infra.transparency.evidence.given import LEAF, SEALED, Sealed

BACKDATED = "update ledger.event set recorded_at = recorded_at - interval '1 microsecond' where position = 1"
PLAUSIBLE = f"update ledger.event set leaf = {LEAF} where position = 1"
UNSEALED = f"truncate {', '.join(f'seal.{table}' for table in SEALED)}"
SEALED_SO = """
    update seal.event as sealed set leaf = event.leaf from ledger.event
    where sealed.position = 1 and event.position = 1
"""


@pytest.fixture(scope="module")
def original(sealed: Sealed) -> Sealed:
    """What is copied, and stays as it is."""
    return sealed


@pytest.fixture
def sealed_copy(original: Sealed, cloning: Cloning) -> Iterator[Sealed]:
    """Restored from a backup, with the key."""
    yield from copied(original, cloning)


@pytest.fixture(scope="module")
def migrated(cloning: Cloning, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sealed]:
    with cloning() as database:
        yield Sealed(database, tmp_path_factory.mktemp("migrated"), in_blocks=True)


@pytest.fixture
def migrated_copy(migrated: Sealed, cloning: Cloning) -> Iterator[Sealed]:
    yield from copied(migrated, cloning)


def copied(sealed: Sealed, cloning: Cloning) -> Iterator[Sealed]:
    with cloning(sealed.database) as database:
        clone = copy(sealed)
        clone.database, clone.notes = database, list(sealed.notes)
        yield clone


def refused(sealed: Sealed, *kept: bytes, bassin: Bassin = Bassin.NAMUR) -> str:
    with pytest.raises(Fault) as raised:
        verify(sealed.bundle(bassin), sealed.key, kept)
    return raised.value.code


def test_a_past_rewritten_and_signed_again_with_the_real_key_is_refused(sealed_copy: Sealed) -> None:
    first, last = sealed_copy.notes[0], sealed_copy.notes[-1]
    honest = verify(sealed_copy.bundle(), sealed_copy.key, [first])

    sealed_copy.rewrite(BACKDATED, PLAUSIBLE, UNSEALED)
    del sealed_copy.key
    sealed_copy.seal()

    assert verify(sealed_copy.bundle(Bassin.LIEGE), sealed_copy.key).position == honest.position
    assert {refused(sealed_copy, first, bassin=bassin) for bassin in Bassin} == {"PAST_REWRITTEN"}
    assert refused(sealed_copy, last) == "SPLIT_VIEW"


def test_a_clone_restored_from_backup_that_seals_on_is_a_split_view(original: Sealed, sealed_copy: Sealed) -> None:
    before = original.notes[-1]
    original.write(2, "original")
    original.seal()
    sealed_copy.write(2, "copy")
    sealed_copy.seal()
    one, other = original.notes[-1], sealed_copy.notes[-1]
    sealed_copy.write(1, "more")
    verify(sealed_copy.bundle(), sealed_copy.key, [before, other])
    sealed_copy.seal()

    assert refused(original, other) == refused(original, before, other) == "SPLIT_VIEW"
    assert refused(sealed_copy, one) == "PAST_REWRITTEN"
    assert verify(original.bundle(), original.key, [before, one]).size
    assert verify(sealed_copy.bundle(), sealed_copy.key, [before, other]).size


def test_what_format_1_sealed_is_still_proven(migrated: Sealed) -> None:
    keys = [str(vkey) for (vkey,) in migrated.rows("select vkey from seal.key")]

    for key in (migrated.key, *keys):
        for bassin in Bassin:
            proof = verify(migrated.bundle(bassin), key, [*migrated.blocks, *migrated.notes])
            assert (proof.past, len(proof.kept)) == (len(migrated.blocks), len(migrated.blocks) + len(migrated.notes))
    assert migrated.key not in keys


def test_the_sealer_does_not_take_over_what_blocks_sealed_otherwise(migrated_copy: Sealed) -> None:
    migrated_copy.rewrite(BACKDATED, PLAUSIBLE, UNSEALED)

    with pytest.raises(EventAltered):
        migrated_copy.seal()


def test_what_blocks_covered_and_was_rewritten_at_the_upgrade_is_refused(migrated_copy: Sealed) -> None:
    """By an operator who makes what his sealer looks at agree with it."""
    migrated_copy.rewrite(BACKDATED, PLAUSIBLE, UNSEALED, SEALED_SO)
    migrated_copy.seal()

    assert {refused(migrated_copy, *kept) for kept in ([], migrated_copy.blocks[:1])} == {"PAST_UNBOUND"}
