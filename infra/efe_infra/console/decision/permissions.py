"""Which commands on a decision are whose, and when a page offers them; each command checks it itself."""

from collections.abc import Iterable, Iterator
from typing import Final

from efe_infra.console.decision.forms import (
    ADOPTION,
    AMENDMENT,
    ANSWERING,
    CLOSURE,
    COMMUNICATION,
    MAINTENANCE,
    POSITION,
    RECEIPT,
    RETRACTION,
)
from efe_infra.console.forms.command_form import CommandForm
from efe_infra.console.register.answers import Answers, Known, Linked
from efe_infra.console.web.permissions import Acting


class ViewerAccount(Answers, frozen=True):
    person: Known | None


class Viewer(Acting, frozen=True):
    account: ViewerAccount


class RosterSeat(Answers, frozen=True):
    college: str
    operator: Linked | None
    representative: Known | None


OPEN_TO: Final = {
    "OPEN": (POSITION, ADOPTION, AMENDMENT, CLOSURE),
    "ADOPTED": (COMMUNICATION,),
    "COMMUNICATED": (RECEIPT,),
}
"""By the state of the decision."""
OF_OBJECTION: Final = {
    "RAISED": (ANSWERING, RETRACTION),
    "ANSWERED": (MAINTENANCE, RETRACTION),
    "MAINTAINED": (ANSWERING, RETRACTION),
}


def speaking(viewer: Viewer | None, bassin: str, seats: Iterable[RosterSeat]) -> Iterator[RosterSeat]:
    """The members for whom a person may speak: coordinators record what any of them said."""
    if viewer is None:
        return
    all_of_them, person = viewer.coordinates(bassin), viewer.account.person
    for each in seats:
        if each.operator and (all_of_them or (person and each.representative == person)):
            yield each


def is_theirs(
    command: CommandForm,
    viewer: Viewer | None,
    bassin: str,
    pole: str | None,
    speakers: Iterable[RosterSeat],
    author: str = "",
) -> bool:
    """`speakers` are those for whom they speak, `author` is that of an objection."""
    if viewer is None:
        return False
    if command is POSITION:
        return any(speakers)
    if command is RECEIPT:
        return viewer.coordinates(bassin)
    if command in (MAINTENANCE, RETRACTION):
        return viewer.coordinates(bassin) or any(each.operator and each.operator.id == author for each in speakers)
    return pole is not None and viewer.acts_in(pole, bassin)
