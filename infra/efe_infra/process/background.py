"""Work that goes on beside a process, in a thread of its own."""

import threading
from abc import ABC, abstractmethod
from typing import Self


class Background(ABC):
    """Works from entering the context until leaving it, which waits for the thread to end."""

    def __init__(self, name: str) -> None:
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._interrupt()
        self._thread.join()

    @abstractmethod
    def _run(self) -> None:
        """Ends soon after `_stopping` is set."""

    def _interrupt(self) -> None:  # noqa: B027 - most need nothing
        """Called once, by who leaves: wakes what waits for something else than `_stopping`."""
