"""Discussion of a wording: positions of the members, objections and what becomes of them (PS-CONSENSUS)."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from efe_domain.decision.events import ObjectionAnswered, ObjectionMaintained, PositionTaken, Stance
from efe_domain.decision.late_word import LateWords
from efe_domain.decision.objections import Objection
from efe_domain.decision.positions import OWN, Voice
from efe_domain.decision.refusals import DecisionIsClosed, NotOnTheRoster, WordingChanged
from efe_domain.pole.pole import Pole
from efe_domain.pole.refusals import NotAMember
from efe_domain.shared import texts


class Discussion(LateWords):
    """Statements of the members on the current wording: while the consultation is open, and late ones."""

    def take_position(
        self,
        pole: Pole,
        operator: UUID,
        stance: Stance,
        words: str,
        *,
        content_hash: str,
        voice: Voice = OWN,
        on: date,
    ) -> None:
        """Records the position of a member on the current wording.

        `OBJECT` raises an objection. Any other stance withdraws the open objections of the member; `words` is then
        the reason and must not be empty.
        """
        self._check_may_speak(pole, operator, voice, on)
        if content_hash != self.content_hash:
            raise WordingChanged("Le texte n'est plus celui sur lequel porte cette position.")
        is_objection = stance is Stance.OBJECT
        objections_to_withdraw = () if is_objection else self.objections.standing_of(operator)
        needs_words = bool(objections_to_withdraw) or stance in {Stance.RESERVE, Stance.OBJECT}
        words = texts.text(words, "words") if words or needs_words else ""
        position = PositionTaken(
            pole=self.pole,
            operator=operator,
            stance=stance,
            words=words,
            objection=len(self.objections) + 1 if is_objection else None,
            content_hash=content_hash,
            own=voice.own,
            document=voice.document,
            meeting=voice.meeting,
            late=voice.late,
            effective_on=on,
        )
        self.positions.check_new(position, self.objections, self.worded_on)
        self._check_own_word(pole, operator, objections_to_withdraw, voice, on)
        voice.check_basis()
        self.record(position)
        for objection in objections_to_withdraw:
            self.record(voice.withdrawal(objection.number, words, by_position=True, on=on))

    def _check_own_word(
        self, pole: Pole, operator: UUID, objections: Sequence[Objection], voice: Voice, on: date
    ) -> None:
        """Raises `OwnWordStands` if the position, or one of the objections, is the member's own, or `Invalid`."""
        signed = self.positions.is_signed(operator) or any(each.signed for each in objections)
        days = (self.positions.own_since(operator), *(each.own_since for each in objections))
        voice.check_may_replace(own=_is_own_word(pole, operator, days, voice, on), signed=signed)

    def answer_objection(self, number: int, answer: str, *, on: date) -> None:
        self.check_open()
        self.objections.check_answerable(number, on)
        self.record(ObjectionAnswered(objection=number, answer=texts.text(answer, "answer"), effective_on=on))

    def maintain_objection(self, pole: Pole, number: int, reason: str, *, voice: Voice = OWN, on: date) -> None:
        self.check_open()
        self.objections.check_maintainable(number, on)
        _check_is_member(pole, self.objections[number].operator, on)
        reason = texts.text(reason, "reason")
        self.record(ObjectionMaintained(objection=number, reason=reason, own=voice.own, effective_on=on))

    def withdraw_objection(self, pole: Pole, number: int, reason: str, *, voice: Voice = OWN, on: date) -> None:
        if not voice.late:
            self.check_open()
        self.objections.check_standing(number, on)
        if voice.late:
            self.check_late_word(pole, self.objections[number].operator, voice, on)
        else:
            _check_is_member(pole, self.objections[number].operator, on)
        reason = texts.text(reason, "reason")
        objection = self.objections[number]
        own = _is_own_word(pole, objection.operator, (objection.own_since,), voice, on)
        voice.check_may_replace(own=own, signed=objection.signed)
        voice.check_basis()
        self.record(voice.withdrawal(number, reason, by_position=False, on=on))

    def _check_may_speak(self, pole: Pole, operator: UUID, voice: Voice, on: date) -> None:
        if voice.late:
            self.check_late_word(pole, operator, voice, on)
            return
        self.check_open()
        pole.check_in_term(on)
        self._check_on_roster(operator)
        _check_is_member(pole, operator, on)

    def check_open(self) -> None:
        if ended_on := self.adopted_on or self.closed_on:
            raise DecisionIsClosed("La consultation est close depuis le {since}.", since=ended_on)

    def _check_on_roster(self, operator: UUID) -> None:
        if all(seat.operator != operator for seat in self.roster):
            raise NotOnTheRoster("Cet opérateur n'était pas membre du pôle quand ce texte a été proposé.")


def _is_own_word(pole: Pole, operator: UUID, days: Iterable[date | None], voice: Voice, on: date) -> bool:
    """Says whether the person who spoke on one of these days with an account represents the member.

    Where the person is not known, the days tell: a replayed history and an imported file name no account.
    """
    if voice.author_represents is not None:
        return voice.author_represents
    return any(day and pole.is_represented_alike(operator, day, on) for day in days)


def _check_is_member(pole: Pole, operator: UUID, on: date) -> None:
    """Raises `NotAMember` if the operator was not a member on that day; it may have left since."""
    if operator not in pole.members_on(on):
        raise NotAMember("Cet opérateur n'est pas membre du pôle le {day}.", day=on)
