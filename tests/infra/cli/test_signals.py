"""A signal ends a command at any moment, except where Python would keep the lock of imports."""

import signal
import sys
from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from time import sleep

import pytest

from efe_infra.cli.signals import SigtermHandler


@pytest.fixture
def handler() -> Iterator[SigtermHandler]:
    handler = SigtermHandler()
    former = signal.signal(signal.SIGTERM, handler)
    yield handler
    signal.signal(signal.SIGTERM, former)


class Signalling:
    """Finder that receives the signal while the import system calls it."""

    def __init__(self, handler: SigtermHandler) -> None:
        self.handler = handler
        self.is_over = False

    def find_spec(self, *_: object) -> None:
        self.handler(signal.SIGTERM, sys._getframe(1))
        self.is_over = True


def import_and_wait(missing: str) -> None:
    with suppress(ModuleNotFoundError):
        import_module(missing)
    sleep(20)


def test_a_signal_inside_the_import_system_comes_again_after_it(
    handler: SigtermHandler, monkeypatch: pytest.MonkeyPatch
) -> None:
    finder = Signalling(handler)
    monkeypatch.setattr(sys, "meta_path", [finder])

    with pytest.raises(SystemExit) as ended:
        import_and_wait("efe_module_that_is_missing")

    assert finder.is_over
    assert ended.value.code == 128 + signal.SIGTERM
