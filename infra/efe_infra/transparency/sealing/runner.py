"""Sealing beside the other work of a process."""

import logging
from abc import abstractmethod

from efe_infra.process.background import Background
from efe_infra.transparency.sealing.errors import SealRefused
from efe_infra.transparency.sealing.public_witnesses import PublicWitnesses, WitnessUnavailable
from efe_infra.transparency.sealing.sealer import Sealer
from efe_infra.transparency.sealing.timestamps import Timestamps, TimestampUnavailable

logger = logging.getLogger(__name__)

EVERY = 5.0
"""Seconds between two looks at the ledger."""
LONGEST_PAUSE = 60.0
"""Seconds before it is tried again, after a refusal that somebody must look at."""


class _Stopped(Exception):
    """Raised between two blocks."""


class _Runner(Background):
    """Works again and again."""

    def __init__(self, name: str, every: float) -> None:
        super().__init__(name, limit=60.0, vital=False)
        self._every = every

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._rest(self._work())

    @abstractmethod
    def _work(self) -> float:
        """Seconds until the next time."""


class SealRunner(_Runner):
    """Seals; a block under way is finished."""

    def __init__(self, sealer: Sealer, *, every: float = EVERY) -> None:
        super().__init__("seal", every)
        self._sealer = sealer

    def _work(self) -> float:
        """Seconds until the next time."""
        try:
            self._sealer.run(self._go_on)
        except _Stopped:
            return 0
        except SealRefused as refusal:
            logger.error("Nothing is sealed: %s", refusal)  # noqa: TRY400 - the message says it all
            return LONGEST_PAUSE
        return self._every

    def _go_on(self, *_: object) -> None:
        self.worker.beat()
        if self._stopping.is_set():
            raise _Stopped


class _AskingOthers(_Runner):
    """Asks somebody outside; those who do not answer are asked again later."""

    def __init__(self, name: str, every: float, pause: float) -> None:
        super().__init__(name, every)
        self._pause = pause

    def _work(self) -> float:
        try:
            self._ask()
        except TimestampUnavailable as failure:
            logger.warning("No time-stamp yet: %s", failure)
            return self._pause
        except WitnessUnavailable as failure:
            logger.warning("No cosignature yet: %s", failure)
            return self._pause
        return self._every

    @abstractmethod
    def _ask(self) -> object: ...


class TimestampRunner(_AskingOthers):
    """Has checkpoints stamped."""

    def __init__(self, timestamps: Timestamps, *, every: float = EVERY, pause: float = LONGEST_PAUSE) -> None:
        super().__init__("timestamp", every, pause)
        self._timestamps = timestamps

    def _ask(self) -> object:
        return self._timestamps.run()


class WitnessRunner(_AskingOthers):
    """Has checkpoints cosigned by public witnesses."""

    def __init__(self, witnesses: PublicWitnesses, *, every: float = EVERY, pause: float = LONGEST_PAUSE) -> None:
        super().__init__("public-witness", every, pause)
        self._witnesses = witnesses

    def _ask(self) -> object:
        return self._witnesses.run()
