"""Positions of the members on a wording.

A coordinator cannot replace a position that a member took itself (PS-CONSENSUS).
"""

from datetime import date
from typing import Final
from uuid import UUID

import msgspec

from efe_domain.decision.events import ObjectionWithdrawn, PositionTaken
from efe_domain.decision.objections import Objections
from efe_domain.decision.refusals import NoBasis, OwnWordStands, SamePosition
from efe_domain.shared.annexes import check_document
from efe_domain.shared.days import check_not_before
from efe_domain.shared.documents import Document


class Voice(msgspec.Struct, frozen=True):
    """Source of a member's statement.

    `own`: the member sent the command; otherwise a coordinator recorded the statement for the member. Its basis is
    then the `meeting` of the pôle at which the member said it, or a `document`. `attested`: the pôle held the meeting
    that day, with the member. `late`: after the adoption; null before 0.5.0 and for an imported line.
    `author_represents`: the person whose word this statement replaces represents the member; null if not known.
    """

    own: bool = True
    document: Document | None = None
    meeting: UUID | None = None
    late: bool | None = False
    attested: bool = False
    author_represents: bool | None = None

    @property
    def is_recent(self) -> bool:
        """Says whether the rules of 0.5.0 apply: a basis, and the own word of a member."""
        return self.late is not None

    @property
    def is_signed(self) -> bool:
        """Says whether the member made the statement itself or signed it, by the rules before 0.5.0."""
        return self.own or (self.document is not None and not self.is_recent)

    def check_may_replace(self, *, own: bool, signed: bool) -> None:
        """Raises `OwnWordStands` if this source may not replace what the member said, or `Invalid`.

        `own`: the member said it with the account of a person who still represents it. `signed`: by the rules before
        0.5.0 it said it itself.
        """
        if self.document:
            check_document(self.document)
        stands = own if self.is_recent else signed and self.document is None
        if stands and not self.own:
            raise OwnWordStands(
                "Ce membre s'est exprimé lui-même : seul un compte qui le représente peut dire autrement."
            )

    def check_basis(self) -> None:
        """Raises `NoBasis` for a statement that is recorded for a member without a meeting or a document."""
        if self.is_recent and not (self.own or self.document or self.attested):
            raise NoBasis(
                "Ce qui est consigné au nom d'un membre cite une réunion que le pôle a tenue ce jour-là, où le membre"
                " était présent ou représenté, ou un document."
            )

    def withdrawal(self, objection: int, reason: str, *, by_position: bool, on: date) -> ObjectionWithdrawn:
        return ObjectionWithdrawn(
            objection=objection,
            reason=reason,
            by_position=by_position,
            own=self.own,
            document=self.document,
            meeting=self.meeting,
            late=self.late,
            effective_on=on,
        )


OWN: Final = Voice()


class Positions(dict[UUID, PositionTaken]):
    """Latest position of each member on the current wording."""

    def is_signed(self, operator: UUID) -> bool:
        """Says whether the member took its latest position itself or signed it, by the rules before 0.5.0."""
        return operator in self and voice_of(self[operator]).is_signed

    def own_since(self, operator: UUID) -> date | None:
        """Returns the day of the latest position of the member, if it took it with its account."""
        return self[operator].effective_on if operator in self and self[operator].own else None

    def check_new(self, position: PositionTaken, objections: Objections, worded_on: date) -> None:
        """Raises `SamePosition` if nothing changes, or `TooEarly`.

        A member may repeat a position that a coordinator recorded, to confirm it as its own. A member may also repeat
        an objection that it withdrew.
        """
        on, previous = position.effective_on, self.get(position.operator)
        check_not_before(on, worded_on, "le texte proposé")
        if previous is None:
            return
        check_not_before(on, previous.effective_on, "la position précédente du membre")
        is_withdrawn = previous.objection is not None and not objections[previous.objection].stands
        confirms = position.own > previous.own or position.document not in (None, previous.document)
        confirms |= position.meeting is not None and not (previous.own or previous.document or previous.meeting)
        is_same = (previous.stance, previous.words) == (position.stance, position.words)
        if is_same and not (is_withdrawn or confirms):
            raise SamePosition("Ce membre a déjà cette position.")


def voice_of(statement: PositionTaken | ObjectionWithdrawn) -> Voice:
    return Voice(statement.own, statement.document, statement.meeting, statement.late)
