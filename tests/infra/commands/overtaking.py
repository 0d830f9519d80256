"""Platforms that a rival overtakes."""

from collections.abc import Callable
from typing import Any, cast

import pytest

from efe_domain.commands.handler import CommandResult
from efe_domain.platform import Platform
from efe_domain.shared.event import Event
from efe_infra.ledger.recorder import LedgerRecorder
from tests.infra.commands.stage import COORDINATOR, Stage, by, last_position


class Overtaken(Platform):
    """A platform whose rival acts, so many times, after it has decided and before it records."""

    rival: Callable[[], object] = staticmethod(lambda: None)
    times = 1

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.read_in_the_turn: list[int] = []
        """Events of each stream."""

    def read_stream(self, *args: Any, **kwargs: Any) -> list[Event]:
        events = super().read_stream(*args, **kwargs)
        if cast("LedgerRecorder", self.recorder)._exclusive_lock._connection:
            self.read_in_the_turn.append(len(events))
        return events

    def save(self, *objs: Any, **kwargs: Any) -> Any:
        if self.times:
            self.times -= 1
            self.rival()
        return super().save(*objs, **kwargs)


class OvertakenAtTheDoor(Platform):
    """A platform whose rival acts once, after the command was looked up and before anything is read."""

    rival: Callable[[], object] = staticmethod(lambda: None)

    def load(self, *args: Any) -> Any:
        rival, self.rival = self.rival, lambda: None
        rival()
        return super().load(*args)


def refused(refusal: type[Exception], stage: Stage, command: Callable[[], CommandResult]) -> None:
    """The command is refused, and of the two only the rival's command is recorded."""
    before = last_position(stage.platform)

    with by(COORDINATOR), pytest.raises(refusal):
        command()

    assert last_position(stage.platform) == before + 1


def on_each_scan(platform: Platform, then: Callable[[], object]) -> None:
    """Calls `then` after each scan of the ledger for the streams that cite an entity."""
    recorder = cast("Any", platform.recorder)
    scan = recorder.streams_naming

    def scan_and_call(*search_terms: object) -> object:
        found = scan(*search_terms)
        then()
        return found

    recorder.streams_naming = scan_and_call
