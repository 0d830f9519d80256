"""Methods of the project aggregate for its carriers: invitation, joining, leaving, and the handover of the lead."""

from datetime import date, timedelta
from typing import Final
from uuid import UUID

from efe_domain.decision.decision import Decision
from efe_domain.decision.events import DecisionKind
from efe_domain.pole.pole import Pole
from efe_domain.project.carrier_events import AmendmentCarried, LeadHandedOver, LeadOffered, PoleJoined, PoleLeft
from efe_domain.project.carriers import check_decided, check_entry
from efe_domain.project.invitation import Invitation
from efe_domain.project.invitation_events import PoleInvited
from efe_domain.project.refusals import (
    ContentChanged,
    ContentNotShown,
    LeadNotOffered,
    NotInvited,
    NotLeading,
    NotReleasable,
)
from efe_domain.project.resolutions import OF_ONE_CONTENT
from efe_domain.project.state import ProjectState
from efe_domain.shared import texts
from efe_domain.shared.days import ONE_DAY, check_not_before
from efe_domain.shared.errors import DomainError

ANSWER_DAYS: Final = 60
ANSWER_PERIOD: Final = timedelta(days=ANSWER_DAYS)
"""Time of a pôle to carry an amended content, before the lead may go on without it."""


class CarriedProject(ProjectState):
    """Project with the methods of its carriers. A pôle carries each content by a decision of its own."""

    def invite(
        self, pole: Pole, invitation: Invitation, *, answer_by: date, one_axis: bool = False, on: date
    ) -> None:
        """Shows the current content to a pôle that may carry it; records that in the invitation alone.

        Raises `AlreadyCarrying`, `AlreadyInvited`, `TermOver`, `OutsideTheAxis` or `OutsideTheZone`.
        """
        self.life.check_going(on)
        self.carriers.check_stranger(pole)
        check_entry(pole, self.content, on, one_axis=one_axis)
        check_not_before(on, self.content_since, "le contenu du projet")
        invitation.send(self._invited(pole, self.lead, answer_by, on))

    def invite_anew(self, pole: Pole, invitation: Invitation, *, one_axis: bool = False, today: date) -> bool:
        """Shows the amended content to a pôle whose invitation is open, with as much time to answer as before.

        False if it is not open, or if the pôle may not carry that content: its invitation stays as it is.
        """
        on = max(self.content_since, invitation.latest_on)
        inviting = self.takes_part(invitation.inviter)
        if not (inviting and invitation.is_open(today)) or invitation.content_hash == self.content_hash:
            return False
        try:
            self.carriers.check_stranger(pole)
            check_entry(pole, self.content, on, one_axis=one_axis)
        except DomainError:
            return False
        answer_by = max(invitation.answer_by, today + (invitation.answer_by - invitation.latest_on))
        invitation.send(self._invited(pole, invitation.inviter, answer_by, on))
        return True

    def _invited(self, pole: Pole, inviter: UUID, answer_by: date, on: date) -> PoleInvited:
        return PoleInvited(
            project=self.id,
            pole=pole.id,
            bassin=pole.bassin,
            inviter=inviter,
            inviter_bassin=self.carriers.bassin_of(inviter),
            number=self.content_number,
            content=self.content,
            content_hash=self.content_hash,
            answer_by=answer_by,
            effective_on=on,
        )

    def join(
        self,
        pole: Pole,
        decision: Decision,
        invitation: Invitation | None,
        *,
        past_events: int,
        past_root: str,
        one_axis: bool = False,
        on: date,
    ) -> None:
        """Records that a pôle carries the current content by its own decision, also after it carried an earlier one.

        A pôle that does not lead joins by the invitation that it accepts with this. Raises `NotInvited`,
        `NotCarried` unless the pôle adopted exactly this content, `TermOver` or `AlreadyCarrying`.
        """
        if invited := pole.id != self.lead and pole.id not in self.carriers:
            self._check_invited(pole, invitation, on)
        self.life.check_going(on)
        check_decided(pole, decision, self.id, self.content_hash)
        check_not_before(on, max(decision.adopted_on or on, self.content_since), "l'adoption de la décision")
        carrying = self.carriers.carrying(pole, self.content_hash, on)
        self.carriers.check_unused(decision)
        if carrying:
            self._carry_amendment(pole, decision, carrying.since, on)
            return
        check_entry(pole, self.content, on, one_axis=one_axis)
        if self.started_on and {pole.bassin} != {*self.concerned}:
            self.verdicts.check_put_to_all(self.concerned, on)
        if invited and invitation:
            invitation.accept(self.content_hash, decision.id, on=on)
        self.record(
            PoleJoined(
                pole=pole.id,
                bassin=pole.bassin,
                decision=decision.id,
                content_hash=self.content_hash,
                past_events=past_events,
                past_root=past_root,
                effective_on=on,
            )
        )

    def _carry_amendment(self, pole: Pole, decision: Decision, since: date, on: date) -> None:
        self.record(
            AmendmentCarried(
                pole=pole.id, since=since, decision=decision.id, content_hash=self.content_hash, effective_on=on
            )
        )

    def check_shown(self, pole: Pole, invitation: Invitation | None, content_hash: str, on: date) -> None:
        """Checks that the members of the pôle can read that content. Raises `ContentNotShown` or `NotInvited`."""
        if self.takes_part(pole.id):
            if content_hash not in self.content_hashes:
                raise ContentNotShown("Ce contenu n'est pas l'un de ceux du projet.")
        elif invitation is None:
            raise NotInvited("Le pôle n'est pas invité à porter ce projet.")
        else:
            invitation.check_shows(content_hash, on)

    def _check_invited(self, pole: Pole, invitation: Invitation | None, on: date) -> None:
        """Checks that the lead, or a carrier, invited the pôle. Raises `NotInvited`."""
        if invitation is None or not invitation.exists:
            raise NotInvited("Le pôle n'est pas invité à porter ce projet.")
        inviting = self.takes_part(invitation.inviter)
        if (invitation.project, invitation.pole) != (self.id, pole.id) or not inviting:
            raise NotInvited("Cette invitation n'est pas celle de ce pôle à ce projet.")
        invitation.check_shows(self.content_hash, on)

    def check_decides(self, kind: DecisionKind, pole: Pole, content_hash: str) -> None:
        """Checks that the pôle may decide on that act. Raises `NotCarrying`, `NotLeading` or `ContentChanged`."""
        if pole.id != self.lead:
            self.carriers.of(pole.id)
        if pole.id != self.lead and kind in OF_ONE_CONTENT:
            raise NotLeading("Seul le pôle pilote décide d'amender, d'abandonner ou d'achever le projet.")
        if content_hash != self.content_hash:
            raise ContentChanged("Cette décision porte sur un contenu que le projet n'a plus.")

    def checked_decision(self, kind: DecisionKind, pole: UUID, decision: Decision | None, on: date) -> UUID | None:
        """Returns the id of the decision that an act cites, if it cites one. Raises `NotDecided` or `TooEarly`."""
        if decision is None:
            return None
        subject = self.id, self.content_hash
        self.resolutions.check(kind, pole, decision, subject, on)
        return decision.id

    def check_releasable(self, pole: UUID, on: date) -> None:
        """Checks that the pôle did not answer the amended content. Raises `NotCarrying` or `NotReleasable`."""
        carrier = self.carriers.of(pole)
        if pole == self.lead or carrier.content_hash == self.content_hash:
            raise NotReleasable("Ce pôle pilote le projet, ou en porte le contenu actuel.")
        if on < self.released_from:
            last_day = self.released_from - ONE_DAY
            raise NotReleasable("Le pôle peut encore porter le contenu amendé jusqu'au {day}.", day=last_day)

    @property
    def released_from(self) -> date:
        """First day on which the project may go on without a pôle that did not carry the amended content."""
        return self.content_recorded_on + ANSWER_PERIOD

    @property
    def unanswered(self) -> tuple[UUID, ...]:
        """Carriers that have not decided on the current content, the lead among them."""
        return tuple(pole for pole in self.carriers if not self.carriers.carries(pole, self.content_hash))

    def is_lead_silent(self, pole: UUID, on: date) -> bool:
        """Tells whether the lead left its own amended content without an answer, while this pôle carries it."""
        answers = self.carriers.carries(pole, self.content_hash)
        return answers and self.lead in self.unanswered and on >= self.released_from

    def check_lead_silent(self, pole: UUID, decision: Decision, on: date) -> None:
        """Checks that the lead left its own amended content without an answer, and that this pôle carries it.

        The decision is another one than that by which it carries, adopted since. Raises `NotCarrying`,
        `LeadNotOffered`, `NotCarried` or `TooEarly`.
        """
        self.carriers.of(pole)
        if self.lead not in self.unanswered or pole in self.unanswered:
            raise LeadNotOffered("Le pilotage du projet n'est pas proposé à ce pôle.")
        if not self.is_lead_silent(pole, on):
            last_day = self.released_from - ONE_DAY
            raise LeadNotOffered("Le pôle pilote peut encore porter le contenu amendé jusqu'au {day}.", day=last_day)
        check_not_before(decision.adopted_on or on, self.released_from, "la fin du délai du pôle pilote")
        self.carriers.check_unused(decision)

    def leave(
        self,
        pole: UUID,
        reason: str,
        *,
        decision: Decision | None = None,
        released: bool = False,
        on: date,
    ) -> None:
        """Ends the part of a pôle in the project; `released` is by the lead, after the time to answer.

        A release ends the supports of an Instance that it detaches: otherwise they would hold the project up.

        Raises `NotCarrying`, `LastCarrier`, `SupportStands`, `NotDecided` or `NotReleasable`.
        """
        self.life.check_may_end(on)
        remaining, leaver = self.carriers.without(pole), self.carriers.of(pole)
        gone = {*self.concerned} - {*remaining.concerned}
        supports = self.supports.standing_of(gone) if released else ()
        if not released:
            self.supports.check_none_of(gone)
        reason = texts.text(reason, "reason")
        cited = self.checked_decision(DecisionKind.DEPARTURE, pole, decision, on)
        if released:
            self.check_releasable(pole, on)
        self.record(
            PoleLeft(
                pole=pole,
                bassin=leaver.bassin,
                since=leaver.since,
                concerned=remaining.concerned,
                lead=remaining.lead,
                uncounted=self.verdicts.of(leaver.bassin) if leaver.bassin in gone else None,
                reason=reason,
                decision=cited,
                released=released,
                supports=supports,
                effective_on=on,
            )
        )

    def offer_lead(self, pole: UUID, *, on: date) -> None:
        """Offers the lead to a pôle that carries the project. Raises `NotCarrying` or `AlreadyLeading`."""
        self.life.check_may_end(on)
        bassin = self.carriers.check_offerable(pole).bassin
        self.record(LeadOffered(pole=pole, bassin=bassin, effective_on=on))

    def take_lead(self, pole: Pole, decision: Decision, *, on: date) -> None:
        """Takes the lead by a decision adopted on the current content, since the offer or since the lead is silent.

        Raises `LeadNotOffered`, `NotCarried`, `TooEarly` or `TermOver`.
        """
        self.life.check_may_end(on)
        if self.carriers.is_offered_lead(pole.id):
            self.carriers.check_offered(pole.id, decision, on)
        else:
            self.check_lead_silent(pole.id, decision, on)
        pole.check_in_term(on)
        check_decided(pole, decision, self.id, self.content_hash)
        check_not_before(on, decision.adopted_on or on, "l'adoption de la décision")
        self.record(
            LeadHandedOver(
                lead=pole.id, bassin=pole.bassin, previous=self.lead, decision=decision.id, effective_on=on
            )
        )
