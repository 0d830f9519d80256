"""Witness of one log: it checks each checkpoint against the last one that it cosigned."""

from collections.abc import Sequence

from efe_domain.transparency.merkle import verify_consistency
from efe_domain.transparency.notes import VerifierKey
from efe_infra.transparency.witness.log_client import LogClient
from efe_infra.transparency.witness.refusals import NothingSealed, ProofMissing, RolledBack, SplitView, WitnessRefused
from efe_infra.transparency.witness.witness_store import WitnessedCheckpoint, WitnessStore


class Witness:
    """Witness of a log whose public keys were obtained from elsewhere; several if they were rotated."""

    def __init__(self, memory: WitnessStore, log: LogClient, keys: Sequence[VerifierKey]) -> None:
        self._memory = memory
        self._log = log
        self._keys = keys
        self._origin = keys[0].name

    def cosign(self) -> WitnessedCheckpoint:
        """Returns the newest checkpoint of the log, cosigned and stored. Raises `WitnessRefused`.

        The caller returns it to the log (`give`).
        """
        while True:
            last = self._memory.last(self._origin)
            newest = self._newest(last)
            if last:
                self._check(last, newest)
                if last.checkpoint == newest.checkpoint:
                    return last
            if cosigned := self._memory.cosign(newest, after=last):
                return cosigned

    def give(self, cosigned: WitnessedCheckpoint) -> None:
        """Posts the cosigned note to the log. Raises `Passing`."""
        self._log.give(str(cosigned.note))

    def _newest(self, last: WitnessedCheckpoint | None) -> WitnessedCheckpoint:
        text = self._log.checkpoint()
        newest = WitnessedCheckpoint.checked(text, self._keys) if text else None
        if newest and newest.checkpoint.size:
            return newest
        if last:
            raise RolledBack(last.checkpoint.size, 0)
        raise NothingSealed

    def _check(self, last: WitnessedCheckpoint, newest: WitnessedCheckpoint) -> None:
        """Checks that the log only grew since `last`."""
        before, now = last.checkpoint, newest.checkpoint
        same_size = self._memory.of_size(self._origin, now.size)
        if same_size and same_size.checkpoint.root != now.root:
            self._convict(same_size, newest)
        if now.size < before.size:
            raise RolledBack(before.size, now.size)
        if now.size == before.size:
            return
        path = self._log.consistency(before.size, now.size)
        if path is None:
            raise ProofMissing(before.size, now.size)
        if not verify_consistency(before.size, now.size, path, before.root, now.root):
            self._convict(last, self._rival(last) or newest)

    def _rival(self, last: WitnessedCheckpoint) -> WitnessedCheckpoint | None:
        """Returns another checkpoint of the same size, if the log publishes it: it convicts without any proof."""
        try:
            text = self._log.checkpoint(last.checkpoint.size)
            rival = WitnessedCheckpoint.checked(text, self._keys) if text else None
        except WitnessRefused:
            return None
        if not rival or rival.checkpoint.size != last.checkpoint.size or rival.checkpoint == last.checkpoint:
            return None
        return rival

    def _convict(self, cosigned: WitnessedCheckpoint, other: WitnessedCheckpoint) -> None:
        """Stores the two notes and raises `SplitView`."""
        self._memory.keep_split(cosigned, other)
        raise SplitView(cosigned.note, other.note)
