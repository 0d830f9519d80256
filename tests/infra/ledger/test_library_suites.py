"""The suites that the library ships for every recorder, run on the ledger.

Left out, and why:
- `test_performance` (of two suites) and `test_concurrent_throughput` measure and print, and assert nothing of what is
  recorded; the benchmark measures.
- `ProcessRecorderTestCase`, `InfrastructureFactoryTestCase`: the ledger has no process recorder, its mapper takes no
  compressor and no cipher, and its tables are migrated, not created by a factory.
- `TranscoderTestCase`: events have a codec of their own.
- `TrackingRecorderTestCase` is about the read model.
"""

from collections.abc import Sequence
from typing import Any

import pytest
from eventsourcing.persistence import AggregateRecorder, StoredEvent
from eventsourcing.tests import persistence as suites

from efe_infra.ledger.recorder import LedgerRecorder


class WithoutPositions(AggregateRecorder):
    """The suite of aggregate recorders wants no positions; in all else an application recorder is one."""

    def __init__(self, recorder: LedgerRecorder) -> None:
        self._recorder = recorder

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> None:
        self._recorder.insert_events(stored_events, **kwargs)

    def select_events(self, *args: Any, **kwargs: Any) -> Sequence[StoredEvent]:
        return self._recorder.select_events(*args, **kwargs)


class TestAggregateRecorder(suites.AggregateRecorderTestCase):
    test_performance = None  # type: ignore[assignment]

    @pytest.fixture(autouse=True)
    def _on_the_ledger(self, recorder: LedgerRecorder) -> None:
        self._recorder = recorder

    def create_recorder(self) -> AggregateRecorder:
        return WithoutPositions(self._recorder)


class TestApplicationRecorder(suites.ApplicationRecorderTestCase[LedgerRecorder]):
    test_performance = None  # type: ignore[assignment]
    test_concurrent_throughput = None  # type: ignore[assignment]

    @pytest.fixture(autouse=True)
    def _on_the_ledger(self, recorder: LedgerRecorder) -> None:
        self._recorder = recorder

    def create_recorder(self) -> LedgerRecorder:
        return self._recorder

    def test_insert_subscribe(self) -> None:
        self.optional_test_insert_subscribe()


class TestNonInterleavingNotificationIDs(suites.NonInterleavingNotificationIDsBaseCase):
    @pytest.fixture(autouse=True)
    def _on_the_ledger(self, recorder: LedgerRecorder) -> None:
        self._recorder = recorder

    def create_recorder(self) -> LedgerRecorder:
        return self._recorder
