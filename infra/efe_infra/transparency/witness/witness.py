"""The watch over one log: what it shows is checked against what it showed before."""

from collections.abc import Sequence
from pathlib import Path

from efe_domain.transparency.merkle import verify_consistency
from efe_domain.transparency.notes import VerifierKey
from efe_domain.transparency.routed_log import SUFFIX
from efe_infra.transparency.evidence.verify import NOTE, Fault, opened_zip, read, verify
from efe_infra.transparency.witness.log import Log
from efe_infra.transparency.witness.memory import Memory
from efe_infra.transparency.witness.refusals import (
    NothingSealed,
    PastRefused,
    PastUnproven,
    ProofMissing,
    RolledBack,
    SplitView,
    WitnessRefused,
)
from efe_infra.transparency.witness.shown import Shown


class Witness:
    """Knows the log by its public keys, which were obtained from elsewhere; several if they were rotated.

    A witness that cosigned the log of blocks before needs, once, the `bundle` of an Instance: it proves that the
    ledger log holds what the blocks sealed.
    """

    def __init__(self, memory: Memory, log: Log, keys: Sequence[VerifierKey], bundle: Path | None = None) -> None:
        self._bundle = bundle
        self._memory = memory
        self._log = log
        self._keys = keys
        self._origin = keys[0].name

    def cosign(self) -> Shown:
        """The newest checkpoint of the log, cosigned and stored; not yet given back. Raises `WitnessRefused`."""
        while True:
            last = self._memory.last(self._origin)
            shown = self._newest(last)
            if known := last or self._past():
                self._check(known, shown)
            if last and last.checkpoint == shown.checkpoint:
                return last
            if cosigned := self._memory.cosign(shown, after=last):
                return cosigned

    def give(self, cosigned: Shown) -> None:
        """Raises `Passing`."""
        self._log.give(str(cosigned.note))

    def _newest(self, last: Shown | None) -> Shown:
        text = self._log.checkpoint()
        shown = Shown.checked(text, self._keys) if text else None
        if shown and shown.checkpoint.size:
            return shown
        if last:
            raise RolledBack(last.checkpoint.size, 0)
        raise NothingSealed

    def _past(self) -> Shown | None:
        """The checkpoint up to which a bundle proves the past; None for a witness that never saw blocks."""
        blocks = self._memory.last(self._origin.removesuffix(SUFFIX))
        if not blocks:
            return None
        if not self._bundle:
            raise PastUnproven(blocks.checkpoint.size)
        try:
            with opened_zip(self._bundle) as files:
                verify(files, "\n".join(map(str, self._keys)), [str(blocks.note).encode()])
                return Shown.checked(read(files, NOTE).decode(), self._keys)
        except Fault as fault:
            raise PastRefused(fault) from fault

    def _check(self, last: Shown, shown: Shown) -> None:
        seen, now = last.checkpoint, shown.checkpoint
        known = self._memory.of_size(self._origin, now.size)
        if known and known.checkpoint.root != now.root:
            self._convict(known, shown)
        if now.size < seen.size:
            raise RolledBack(seen.size, now.size)
        if now.size == seen.size:
            if now.root != seen.root:
                self._convict(last, shown)
            return
        path = self._log.consistency(seen.size, now.size)
        if path is None:
            raise ProofMissing(seen.size, now.size)
        if not verify_consistency(seen.size, now.size, path, seen.root, now.root):
            self._convict(last, self._rival(last) or shown)

    def _rival(self, last: Shown) -> Shown | None:
        """Another checkpoint of the same size, if the log admits to it: that convicts without any proof."""
        try:
            text = self._log.checkpoint(last.checkpoint.size)
            rival = Shown.checked(text, self._keys) if text else None
        except WitnessRefused:
            return None
        if not rival or rival.checkpoint.size != last.checkpoint.size or rival.checkpoint == last.checkpoint:
            return None
        return rival

    def _convict(self, seen: Shown, shown: Shown) -> None:
        self._memory.keep_split(seen, shown)
        raise SplitView(seen.note, shown.note)
