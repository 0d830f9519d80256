"""Attack by the holder of database and key: the past rewritten and sealed again. An old checkpoint detects it."""

from collections.abc import Iterator
from copy import copy

import pytest

from efe_domain.shared.bassins import Bassin
from efe_infra.transparency.evidence.verify import Fault, verify
from tests.conftest import Cloning
from tests.infra.transparency.evidence.given import LEAF, SEALED, Sealed

BACKDATED = "update ledger.event set recorded_at = recorded_at - interval '1 microsecond' where position = 1"
PLAUSIBLE = f"update ledger.event set leaf = {LEAF} where position = 1"
UNSEALED = f"truncate {', '.join(f'seal.{table}' for table in SEALED)}"


@pytest.fixture(scope="module")
def original(sealed: Sealed) -> Sealed:
    """Makes the original, which is copied and stays as it is."""
    return sealed


@pytest.fixture
def sealed_copy(original: Sealed, cloning: Cloning) -> Iterator[Sealed]:
    """Restored from a backup, with the key."""
    yield from copied(original, cloning)


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
