"""A decision of a pôle: proposed to a roster frozen at that moment, adopted by consensus, communicated, received."""

from collections.abc import Callable
from datetime import date
from typing import assert_never
from uuid import UUID

from efe_domain.decision.consultation import Consultation, consult
from efe_domain.decision.events import (
    DecisionAdopted,
    DecisionAmended,
    DecisionClosed,
    DecisionCommunicated,
    DecisionEvent,
    DecisionKind,
    DecisionProposed,
    DecisionReceived,
    ObjectionAnswered,
    ObjectionMaintained,
    ObjectionWithdrawn,
    PositionTaken,
    Stance,
)
from efe_domain.decision.objections import Objections
from efe_domain.decision.refusals import (
    AlreadyCommunicated,
    AlreadyProposed,
    AlreadyReceived,
    CollegeNotHeard,
    DecisionIsClosed,
    NotAdopted,
    NotCarried,
    NotCommunicated,
    NotEveryoneConsulted,
    NotOnTheRoster,
    ObjectionStands,
    SamePosition,
    SameWording,
    WordingChanged,
)
from efe_domain.decision.wording import Wording
from efe_domain.pole.composition import COLLEGE_NAMES
from efe_domain.pole.pole import Pole
from efe_domain.pole.refusals import NotAMember
from efe_domain.pole.roster import RosterSeat
from efe_domain.shared import texts
from efe_domain.shared.aggregate import Aggregate
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.days import check_not_before
from efe_domain.shared.messages import Message


class Decision(Aggregate[DecisionEvent]):
    """The roster never changes; an objection stands until its author withdraws it, whatever the wording since.

    Adoption is computed, never voted: everyone consulted, the three colleges heard, no objection standing.
    """

    KIND = "decision"
    NOUN = "Décision"

    bassin: Bassin
    pole: UUID
    kind: DecisionKind

    def __init__(self, aggregate_id: UUID) -> None:
        super().__init__(aggregate_id)
        self.subject: UUID | None = None
        self.subject_hash = ""
        self.roster: tuple[RosterSeat, ...] = ()
        self.number = 0
        self.content_hash = ""
        self.deadline: date | None = None
        self.worded_on = self.latest_on = date.min
        self.positions: dict[UUID, PositionTaken] = {}
        self.objections = Objections()
        self.adopted_on: date | None = None
        self.closed_on: date | None = None
        self.communicated_on: date | None = None
        self.received_on: date | None = None

    @property
    def bassins(self) -> tuple[str, ...]:
        return (self.bassin,) if self.number else ()

    def consultation(self, pole: Pole, on: date) -> Consultation:
        return consult(
            self.roster,
            heard=self.positions,
            standing=[objection.number for objection in self.objections.standing],
            deadline=self.deadline,
            quorum_percent=pole.quorum_on(on),
            on=on,
        )

    def propose(self, pole: Pole, kind: DecisionKind, subject: UUID | None, wording: Wording, *, on: date) -> None:
        """The members of that day are the roster."""
        if self.exists:
            raise AlreadyProposed("Cette décision est déjà proposée.")
        pole.check_in_term(on)
        wording = wording.checked(kind, subject, on)
        self.record(
            DecisionProposed(
                bassin=pole.bassin,
                pole=pole.id,
                kind=kind,
                subject=subject,
                subject_hash=wording.subject_hash,
                title=wording.title,
                text=wording.text,
                content_hash=wording.hash_for(kind, subject),
                roster=pole.roster_on(on),
                deadline=wording.deadline,
                effective_on=on,
            )
        )

    def amend(self, pole: Pole, wording: Wording, *, on: date) -> None:
        self._check_open()
        pole.check_in_term(on)
        check_not_before(on, self.latest_on, "le dernier acte de la consultation")
        wording = wording.checked(self.kind, self.subject, on)
        content_hash = wording.hash_for(self.kind, self.subject)
        if content_hash == self.content_hash:
            raise SameWording("Ce texte est celui qui est déjà proposé.")
        self.record(
            DecisionAmended(
                pole=self.pole,
                number=self.number + 1,
                subject_hash=wording.subject_hash,
                title=wording.title,
                text=wording.text,
                content_hash=content_hash,
                deadline=wording.deadline,
                effective_on=on,
            )
        )

    def take_position(
        self, pole: Pole, operator: UUID, stance: Stance, words: str, *, content_hash: str, on: date
    ) -> None:
        """To object raises an objection; any other stance withdraws those of the same member."""
        self._check_open()
        pole.check_in_term(on)
        self._check_speaks(pole, operator, on)
        if content_hash != self.content_hash:
            raise WordingChanged("Le texte n'est plus celui sur lequel porte cette position.")
        words = texts.text(words, "words") if words or stance in {Stance.RESERVE, Stance.OBJECT} else ""
        self._check_new_position(operator, stance, words, on)
        objects = stance is Stance.OBJECT
        self.record(
            PositionTaken(
                pole=self.pole,
                operator=operator,
                stance=stance,
                words=words,
                objection=len(self.objections) + 1 if objects else None,
                content_hash=content_hash,
                effective_on=on,
            )
        )
        for number in () if objects else self.objections.standing_of(operator):
            self.record(ObjectionWithdrawn(objection=number, reason="", effective_on=on))

    def answer_objection(self, number: int, answer: str, *, on: date) -> None:
        self._check_open()
        self.objections.check_answerable(number, on)
        self.record(ObjectionAnswered(objection=number, answer=texts.text(answer, "answer"), effective_on=on))

    def maintain_objection(self, pole: Pole, number: int, reason: str, *, on: date) -> None:
        self._check_open()
        self.objections.check_maintainable(number, on)
        self._check_speaks(pole, self.objections[number].operator, on)
        self.record(ObjectionMaintained(objection=number, reason=texts.text(reason, "reason"), effective_on=on))

    def withdraw_objection(self, pole: Pole, number: int, reason: str, *, on: date) -> None:
        self._check_open()
        self.objections.check_standing(number, on)
        self._check_speaks(pole, self.objections[number].operator, on)
        self.record(ObjectionWithdrawn(objection=number, reason=texts.text(reason, "reason"), effective_on=on))

    def adopt(self, pole: Pole, name_of: Callable[[UUID], str], *, on: date) -> None:
        """Raises `ObjectionStands`, `NotEveryoneConsulted` or `CollegeNotHeard`, which name what hinders; the names
        of operators are asked of `name_of`.
        """
        self._check_open()
        pole.check_in_term(on)
        check_not_before(on, self.latest_on, "le dernier acte de la consultation")
        found = self.consultation(pole, on)
        if found.standing:
            reasons = [
                Message("Objection {number} : {operator}.", number=each.number, operator=name_of(each.operator))
                for each in self.objections.standing
            ]
            raise ObjectionStands("Une objection n'est pas retirée.", *reasons)
        if found.awaited:
            raise NotEveryoneConsulted("Des membres n'ont pas été consultés.", *map(name_of, found.awaited))
        if found.unheard:
            reasons = [
                Message(
                    "Collège {college} ({who}) : aucune position.", college=each, who=Message(COLLEGE_NAMES[each])
                )
                for each in found.unheard
            ]
            raise CollegeNotHeard("Les trois collèges n'ont pas été entendus.", *reasons)
        self.record(DecisionAdopted(content_hash=self.content_hash, silent=found.silent, effective_on=on))

    def close(self, reason: str, *, on: date) -> None:
        """Also possible after the term: what finds no consensus is left there."""
        self._check_open()
        check_not_before(on, self.latest_on, "le dernier acte de la consultation")
        self.record(DecisionClosed(reason=texts.text(reason, "reason"), effective_on=on))

    def communicate(self, *, on: date) -> None:
        if self.adopted_on is None:
            raise NotAdopted("Cette décision n'est pas adoptée.")
        if self.communicated_on is not None:
            raise AlreadyCommunicated("Cette décision est communiquée depuis le {since}.", since=self.communicated_on)
        check_not_before(on, self.adopted_on, "l'adoption")
        self.record(DecisionCommunicated(effective_on=on))

    def receive(self, *, on: date) -> None:
        if self.communicated_on is None:
            raise NotCommunicated("Cette décision n'est pas communiquée à l'Instance.")
        if self.received_on is not None:
            raise AlreadyReceived("Cette décision est reçue depuis le {since}.", since=self.received_on)
        check_not_before(on, self.communicated_on, "la communication")
        self.record(DecisionReceived(effective_on=on))

    def check_carries(self, kind: DecisionKind, subject: UUID, content_hash: str) -> None:
        """Raises `NotCarried` unless it was adopted for exactly that subject, with exactly that content."""
        if self.adopted_on is None or (self.kind, self.subject, self.subject_hash) != (kind, subject, content_hash):
            raise NotCarried("Cette décision n'est pas adoptée pour exactement ce contenu.")

    def _check_open(self) -> None:
        if over := self.adopted_on or self.closed_on:
            raise DecisionIsClosed("La consultation est close depuis le {since}.", since=over)

    def _check_speaks(self, pole: Pole, operator: UUID, on: date) -> None:
        """A member that left speaks no more; that day it may have been one still."""
        if all(seat.operator != operator for seat in self.roster):
            raise NotOnTheRoster("Cet opérateur n'était pas membre du pôle quand la décision a été proposée.")
        if operator not in pole.members_on(on):
            raise NotAMember("Cet opérateur n'est pas membre du pôle le {day}.", day=on)

    def _check_new_position(self, operator: UUID, stance: Stance, words: str, on: date) -> None:
        check_not_before(on, self.worded_on, "le texte proposé")
        last = self.positions.get(operator)
        if last is None:
            return
        check_not_before(on, last.effective_on, "la position précédente du membre")
        withdrawn = last.objection is not None and not self.objections[last.objection].stands
        if (last.stance, last.words) == (stance, words) and not withdrawn:
            raise SamePosition("Ce membre a déjà cette position.")

    def _apply(self, event: DecisionEvent) -> None:
        match event:
            case DecisionProposed(bassin=bassin, pole=pole, kind=kind, subject=subject, roster=roster):
                self.bassin, self.pole, self.kind, self.subject, self.roster = bassin, pole, kind, subject, roster
                self._word(event, 1)
            case DecisionAmended(number=number):
                self._word(event, number)
            case PositionTaken(operator=operator, objection=objection, effective_on=on):
                self.positions[operator] = event
                if objection is not None:
                    self.objections.begin(objection, operator, on)
            case ObjectionAnswered() | ObjectionMaintained() | ObjectionWithdrawn():
                self.objections.move(event)
            case DecisionAdopted(effective_on=on):
                self.adopted_on = on
            case DecisionClosed(effective_on=on):
                self.closed_on = on
            case DecisionCommunicated(effective_on=on):
                self.communicated_on = on
            case DecisionReceived(effective_on=on):
                self.received_on = on
            case _:
                assert_never(event)
        self.latest_on = max(self.latest_on, event.effective_on)

    def _word(self, event: DecisionProposed | DecisionAmended, number: int) -> None:
        """Another wording: positions start again."""
        self.number, self.content_hash, self.subject_hash = number, event.content_hash, event.subject_hash
        self.deadline, self.worded_on = event.deadline, event.effective_on
        self.positions = {}
