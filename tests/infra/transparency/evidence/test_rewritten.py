"""Who holds the database and the key rewrites the past and seals it again: an old checkpoint gives it away."""

import pytest

from efe_domain.shared.bassins import Bassin
from efe_domain.transparency.merkle import CompactRange
from efe_domain.transparency.notes import Checkpoint, Note
from efe_infra.transparency.evidence.refusals import CheckpointUnknown
from efe_infra.transparency.evidence.verify import Fault, verify
from tests.infra.transparency.evidence.given import LEAF, ORIGIN, SEALED, Sealed

BACKDATED = "update ledger.event set recorded_at = recorded_at - interval '1 microsecond' where position = 1"
PLAUSIBLE = f"update ledger.event set leaf = {LEAF} where position = 1"


def test_a_past_rewritten_and_signed_again_with_the_real_key_is_refused(sealed: Sealed) -> None:
    kept = sealed.notes[0]
    honest = verify(sealed.bundle(since=kept), sealed.key, kept)

    sealed.rewrite(BACKDATED, PLAUSIBLE, f"truncate {', '.join(f'seal.{table}' for table in SEALED)}")
    sealed.seal()

    assert verify(sealed.bundle(Bassin.LIEGE), sealed.key).position == honest.position
    with pytest.raises(CheckpointUnknown):
        sealed.bundle(since=kept)
    with pytest.raises(Fault) as raised:
        verify(sealed.bundle(since=a_checkpoint_of_the_rewritten_log(sealed, kept)), sealed.key, kept)
    assert raised.value.code == "LOG_REWRITTEN"


def a_checkpoint_of_the_rewritten_log(sealed: Sealed, kept: bytes) -> bytes:
    """Of the size of the one that the auditor kept, so that a proof of consistency can be had."""
    size = Checkpoint.parse(Note.parse(kept.decode()).text).size
    [(log,)] = sealed.rows(f"select log from seal.block where block = {size}")
    root = CompactRange.unpacked(size, log).root()
    return f"{Checkpoint(ORIGIN, size, root)}\n— {ORIGIN} AAAAAAAA\n".encode()
