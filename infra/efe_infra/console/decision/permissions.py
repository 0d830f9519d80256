"""Commands on a decision that pages offer to the viewer; the platform checks each command itself."""

from collections.abc import Iterable, Iterator
from typing import Final

from efe_infra.console.decision.forms import (
    ADOPTION,
    AMENDMENT,
    ANSWERING,
    CLOSURE,
    COMMUNICATION,
    DEADLINE,
    MAINTENANCE,
    POSITION,
    POSITIONS,
    RECEIPT,
    RETRACTION,
)
from efe_infra.console.decision.generated import DecisionCommandViewer, DecisionViewer, RosterSeat
from efe_infra.console.forms.command_form import CommandForm
from efe_infra.console.web.permissions import acts_in, coordinates

COMMANDS_BY_STATE: Final = {
    "OPEN": (POSITION, POSITIONS, ADOPTION, DEADLINE, AMENDMENT, CLOSURE),
    "ADOPTED": (COMMUNICATION, POSITION),
    "COMMUNICATED": (RECEIPT, POSITION),
    "RECEIVED": (POSITION,),
}
"""Commands by the state of the decision."""
OBJECTION_COMMANDS_BY_STATE: Final = {
    "RAISED": (ANSWERING, RETRACTION),
    "ANSWERED": (MAINTENANCE, RETRACTION),
    "MAINTAINED": (ANSWERING, RETRACTION),
}


COMMANDS_OF_PROPOSER: Final = (DEADLINE, AMENDMENT, CLOSURE)
"""Commands of the account that proposed the decision, and of coordinators."""
LATE_OBJECTION_COMMANDS: Final = dict.fromkeys(OBJECTION_COMMANDS_BY_STATE, (RETRACTION,))
"""Commands on an objection to an adopted decision: only its author ends the contest."""

type Viewer = DecisionViewer | DecisionCommandViewer


def represented_seats(viewer: Viewer | None, bassin: str, seats: Iterable[RosterSeat]) -> Iterator[RosterSeat]:
    """Yields the members that the viewer may represent. Coordinators record the positions of all members."""
    if viewer is None:
        return
    is_coordinator, person = coordinates(viewer, bassin), viewer.account.person
    for each in seats:
        is_own = person and each.representative and each.representative.id == person.id
        if each.operator and (is_coordinator or is_own):
            yield each


def may_send(
    command: CommandForm,
    viewer: Viewer | None,
    bassin: str,
    pole: str | None,
    seats: Iterable[RosterSeat],
    author: str = "",
    *,
    is_proposer: bool = False,
) -> bool:
    """Tells whether the viewer may send a command; `seats` are those that they represent.

    `author` is the operator that raised the objection, for a command on an objection. `is_proposer`: the account of
    the viewer proposed the decision.
    """
    if viewer is None:
        return False
    if command is POSITION:
        return any(seats)
    if command in (POSITIONS, RECEIPT):
        return coordinates(viewer, bassin)
    if command in (MAINTENANCE, RETRACTION):
        return coordinates(viewer, bassin) or any(each.operator and each.operator.id == author for each in seats)
    if command in COMMANDS_OF_PROPOSER and not (is_proposer or coordinates(viewer, bassin)):
        return False
    return pole is not None and acts_in(viewer, pole, bassin)
