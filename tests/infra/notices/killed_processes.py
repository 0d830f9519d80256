"""Processes that a test starts and kills."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess

import pytest

PROCESSES = get_context("forkserver")
WITHIN_S = 60.0


@pytest.fixture(autouse=True)
def importable(monkeypatch: pytest.MonkeyPatch, pytestconfig: pytest.Config) -> None:
    """Lets the other processes import the module of the test."""
    monkeypatch.syspath_prepend(str(pytestconfig.rootpath))


@contextmanager
def started(work: Callable[..., None], *args: object) -> Iterator[ForkServerProcess]:
    process = PROCESSES.Process(target=work, args=args, daemon=True)
    process.start()
    try:
        yield process
    finally:
        process.kill()
        process.join(WITHIN_S)
