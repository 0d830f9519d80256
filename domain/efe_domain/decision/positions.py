"""The positions on a wording: a member changes its own, a coordinator records none in its place (PS-CONSENSUS)."""

from datetime import date
from typing import Final
from uuid import UUID

import msgspec

from efe_domain.decision.events import ObjectionWithdrawn, PositionTaken
from efe_domain.decision.objections import Objections
from efe_domain.decision.refusals import OwnWordStands, SamePosition
from efe_domain.shared import documents
from efe_domain.shared.days import check_not_before
from efe_domain.shared.documents import Document


class Voice(msgspec.Struct, frozen=True):
    """How the word of a member reached the register: by its own command, or recorded for it, on paper or not.

    `document` is what the member signed.
    """

    own: bool = True
    document: Document | None = None

    @property
    def is_own(self) -> bool:
        """What a member signed is its own too."""
        return self.own or self.document is not None

    def check_replaces(self, *, own: bool) -> None:
        """`own` is whether what it replaces was the member's own. Raises `OwnWordStands` or `Invalid`."""
        if self.document:
            documents.check(self.document)
        if own and not self.is_own:
            raise OwnWordStands(
                "Ce membre s'est exprimé lui-même : il faut un document qu'il a signé pour dire autrement."
            )

    def withdrawal(self, objection: int, reason: str, *, by_position: bool, on: date) -> ObjectionWithdrawn:
        return ObjectionWithdrawn(
            objection=objection,
            reason=reason,
            by_position=by_position,
            own=self.own,
            document=self.document,
            effective_on=on,
        )


OWN: Final = Voice()


class Positions(dict[UUID, PositionTaken]):
    """The last one of each member."""

    def own(self, operator: UUID) -> bool:
        """Whether the member said it itself, or signed it."""
        return operator in self and voice_of(self[operator]).is_own

    def check_new(self, position: PositionTaken, objections: Objections, worded_on: date) -> None:
        """A member may make its own what was recorded for it. Raises `SamePosition` or `TooEarly`."""
        on, last = position.effective_on, self.get(position.operator)
        check_not_before(on, worded_on, "le texte proposé")
        if last is None:
            return
        check_not_before(on, last.effective_on, "la position précédente du membre")
        withdrawn = last.objection is not None and not objections[last.objection].stands
        confirms = position.own > last.own or position.document not in (None, last.document)
        if (last.stance, last.words) == (position.stance, position.words) and not (withdrawn or confirms):
            raise SamePosition("Ce membre a déjà cette position.")


def voice_of(position: PositionTaken) -> Voice:
    return Voice(position.own, position.document)
