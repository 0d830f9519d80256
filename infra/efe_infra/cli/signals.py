"""SIGTERM handler: a command ends in order at any moment, also while its server starts."""

import os
import signal
import sys
from collections.abc import Callable
from threading import Timer
from types import FrameType
from typing import Final, Self

IMPORT_SYSTEM: Final = "<frozen importlib"
"""File of the code of Python that imports modules."""
RETRY_S: Final = 0.01


class SigtermHandler:
    """Signal handler that raises `SystemExit` in the main thread, so that a command releases its resources.

    After `defer` it raises nothing and stops the server instead. Frameworks catch exceptions raised while a server
    starts, and would take `SystemExit` for their own fault and continue.

    A signal inside Python's import system comes again a moment later. An exception there may leave the lock of all
    imports taken, and the thread that loads modules would wait for it without end.
    """

    def __init__(self) -> None:
        self._received = False
        self._raises = True
        self._stop: Callable[[], object] | None = None

    @classmethod
    def current(cls) -> Self:
        """Returns the handler that `main` installed, or a new one."""
        handler = signal.getsignal(signal.SIGTERM)
        return handler if isinstance(handler, cls) else cls()

    def __call__(self, number: int, frame: FrameType | None) -> None:
        if self._raises and frame and frame.f_code.co_filename.startswith(IMPORT_SYSTEM):
            Timer(RETRY_S, os.kill, [os.getpid(), number]).start()
            return
        repeated, self._received = self._received, True
        if self._raises:
            sys.exit(128 + number)
        if repeated:
            os._exit(128 + number)  # a second signal ends the process at once
        if self._stop:
            self._stop()

    def defer(self) -> None:
        """Remembers SIGTERM and SIGINT from now on, for `stop_with`."""
        self._raises = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self)

    def stop_with(self, stop: Callable[[], object]) -> None:
        """Calls `stop` at the signal, or now if the signal came earlier."""
        self._stop = stop
        if self._received:
            stop()
