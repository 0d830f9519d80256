"""Background workers that seal, request time-stamps and send checkpoints to witnesses."""

import logging
from abc import abstractmethod
from collections.abc import Callable

from efe_infra.process.background import Background
from efe_infra.transparency.sealing.errors import SealRefused
from efe_infra.transparency.sealing.public_witnesses import WitnessUnavailable
from efe_infra.transparency.sealing.sealer import Sealer
from efe_infra.transparency.sealing.timestamps import TimestampUnavailable

logger = logging.getLogger(__name__)

INTERVAL_S = 5.0
"""Pause between two runs."""
SEAL_WORKER = "seal"
"""Name of the worker that seals."""
RETRY_DELAY_S = 60.0
"""Pause after a refusal or failure."""


class _Stopped(Exception):
    """Raised between two pages when the process stops."""


class _Runner(Background):
    """Worker that repeats its work."""

    def __init__(self, name: str, every: float) -> None:
        super().__init__(name, limit=60.0, vital=False)
        self._every = every

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._rest(self._work())

    @abstractmethod
    def _work(self) -> float:
        """Works once and returns the seconds until the next time."""


class SealRunner(_Runner):
    """Worker that seals. A stop waits for the page under way."""

    def __init__(self, sealer: Sealer, *, every: float = INTERVAL_S) -> None:
        super().__init__(SEAL_WORKER, every)
        self._sealer = sealer

    def _work(self) -> float:
        try:
            self._sealer.run(self._check_running)
        except _Stopped:
            return 0
        except SealRefused as refusal:
            logger.error("Nothing is sealed: %s", refusal)  # noqa: TRY400 - the message is enough
            return RETRY_DELAY_S
        return self._every

    def _check_running(self, *_: object) -> None:
        self.worker.beat()
        if self._stopping.is_set():
            raise _Stopped


class RequestRunner(_Runner):
    """Worker that requests something of other servers, and repeats failed requests."""

    def __init__(
        self, name: str, request: Callable[[], object], *, every: float = INTERVAL_S, pause: float = RETRY_DELAY_S
    ) -> None:
        super().__init__(name, every)
        self._request = request
        self._pause = pause

    def _work(self) -> float:
        try:
            self._request()
        except TimestampUnavailable as failure:
            logger.warning("No time-stamp yet: %s", failure)
            return self._pause
        except WitnessUnavailable as failure:
            logger.warning("No cosignature yet: %s", failure)
            return self._pause
        return self._every
