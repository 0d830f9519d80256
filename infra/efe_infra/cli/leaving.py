"""A process that is told to end leaves in order, at whatever moment it is told."""

import os
import signal
import sys
from collections.abc import Callable
from types import FrameType
from typing import Self


class Leaving:
    """The handler of SIGTERM: `SystemExit` where the main thread is, so that what a command holds is given back.

    Not while a server is built and started: frameworks catch what is raised within them, and a server that took the
    exception for a fault of its own would go on for ever. From `noted` on nothing is raised; the server is told.
    """

    def __init__(self) -> None:
        self._asked = False
        self._raises = True
        self._stop: Callable[[], object] | None = None

    @classmethod
    def current(cls) -> Self:
        """That which the command began with."""
        handler = signal.getsignal(signal.SIGTERM)
        return handler if isinstance(handler, cls) else cls()

    def __call__(self, number: int, _: FrameType | None) -> None:
        again, self._asked = self._asked, True
        if self._raises:
            sys.exit(128 + number)
        if again:
            os._exit(128 + number)  # told twice: nothing more is waited for
        if self._stop:
            self._stop()

    def noted(self) -> None:
        """From now on SIGTERM and SIGINT are remembered for `tell`."""
        self._raises = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self)

    def tell(self, stop: Callable[[], object]) -> None:
        """At once, if the process was told to end before, even where nobody noticed; later, when it is."""
        self._stop = stop
        if self._asked:
            stop()
