"""Ranges of positions have each position once; a row has the ranges of its last change."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from efe_domain.operator.events import OperatorKind, OperatorRegistered, OperatorRenamed
from efe_domain.shared.event import Event
from efe_domain.shared.ids import NumberScheme
from efe_projections.engine.projection import RecordedEvent
from efe_projections.search.marks import range_marks, ranges_before
from efe_projections.search.rows import SearchEntryRow, evolve

DAY = date(2026, 1, 1)
OPERATOR = UUID(int=7)


@pytest.mark.parametrize("last", [0, 1, 127, 128, 1_023, 1_024, 8_191, 8_192, 70_001, 2**19, 2**20 - 1, 3 * 2**20])
def test_batches_have_every_position_once_the_latest_first(last: int) -> None:
    batches = [set(batch) for batch in ranges_before(last)]
    step = max(1, last // 5_000)
    nths = [
        [nth for nth, batch in enumerate(batches) if batch & set(range_marks(position))]
        for position in range(last, -1, -step)
    ]

    assert {len(each) for each in nths} == {1}
    assert nths == sorted(nths)
    assert sum(map(len, batches)) <= 16 * len(batches)


def test_the_marks_of_a_row_are_those_of_its_last_change() -> None:
    """A rectification folds the facts again; the ranges stay those of the position that orders the row."""
    registered = OperatorRegistered(
        originator_id=OPERATOR,
        scheme=NumberScheme.REGISTER,
        number="1",
        name="Forge",
        kind=OperatorKind.CEFA,
        effective_on=DAY,
    )
    renamed = OperatorRenamed(originator_id=OPERATOR, name="Atelier", bassin=None, reason="", effective_on=DAY)

    row = folded((300, registered), (9_000, renamed))

    assert row.changed_position == 9_000
    assert {f"O{mark}" for mark in range_marks(9_000)} == {word for word in row.words if word.startswith("O@")}


def folded(*facts: tuple[int, Event]) -> SearchEntryRow:
    row = None
    for position, event in facts:
        at = datetime(2026, 1, 1, tzinfo=UTC)
        row = evolve(row, RecordedEvent(event, position=position, recorded_at=at, topic=event.TOPIC, leaf=b""))
    assert row is not None
    return row
