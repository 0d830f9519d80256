"""Forgotten persons: the ids that name nobody any more."""

from datetime import date
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from efe_domain.access.person import ForgettingReason, PersonForgotten, PersonReplaced
from efe_projections.engine.folding import originator, topics_of
from efe_projections.engine.projection import Projection, Recorded
from efe_projections.engine.row import Row


class ForgottenPersonRow(Row, table="forgotten_person"):
    """An id of the vault that nobody bears any more. It is public, and says nothing of whom it named.

    `instead` is the id that who was registered twice goes on with.
    """

    id: UUID
    reason: ForgettingReason | None
    forgotten_on: date
    instead: UUID | None
    version: int


def evolve(row: ForgottenPersonRow | None, recorded: Recorded[Any]) -> ForgottenPersonRow | None:
    event = recorded.event
    if isinstance(event, PersonReplaced):
        return row and replace(row, instead=event.instead, version=event.originator_version)
    return ForgottenPersonRow(
        id=event.originator_id,
        reason=event.reason,
        forgotten_on=event.effective_on,
        instead=None,
        version=event.originator_version,
    )


FORGOTTEN_PERSONS = Projection(
    row=ForgottenPersonRow, topics=topics_of(PersonForgotten, PersonReplaced), keys=originator, evolve=evolve
)
