"""Forgotten persons: the ids that name nobody any more."""

from datetime import date
from typing import Any
from uuid import UUID

from efe_domain.access.person import ForgettingReason, PersonForgotten
from efe_projections.engine.folding import originator, topics_of
from efe_projections.engine.projection import Projection, Recorded
from efe_projections.engine.row import Row


class ForgottenPersonRow(Row, table="forgotten_person"):
    """An id of the vault that nobody bears any more. It is public, and says nothing of whom it named.

    Which other id goes on, where somebody was registered twice, is in the ledger alone: it is not for everybody.
    """

    id: UUID
    reason: ForgettingReason | None
    forgotten_on: date
    version: int


def evolve(_row: ForgottenPersonRow | None, recorded: Recorded[Any]) -> ForgottenPersonRow:
    event = recorded.event
    return ForgottenPersonRow(
        id=event.originator_id,
        reason=event.reason,
        forgotten_on=event.effective_on,
        version=event.originator_version,
    )


FORGOTTEN_PERSONS = Projection(
    row=ForgottenPersonRow, topics=topics_of(PersonForgotten), keys=originator, evolve=evolve
)
