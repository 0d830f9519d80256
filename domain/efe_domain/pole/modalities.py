"""The modalities of a pôle: how it meets and decides, concerted between the pôle and its Instance (PS-REUNION)."""

from datetime import date
from uuid import UUID

import msgspec

from efe_domain.law.rules import MAX_TERM_YEARS
from efe_domain.pole.events import ModalitiesAgreed, ModalitiesProposed
from efe_domain.pole.refusals import SameModalities
from efe_domain.shared.codec import content_hash
from efe_domain.shared.days import check_not_before
from efe_domain.shared.errors import Invalid


class Modalities(msgspec.Struct, frozen=True, kw_only=True):
    """Modalities: months between meetings at most, a quorum in percent of the members if any, remote meetings or not.

    `agreement_per_college`: whether each college must agree to a decision, and not only be heard.
    """

    meeting_every_months: int
    quorum_percent: int | None = None
    remote_allowed: bool = False
    agreement_per_college: bool = False

    def check(self) -> None:
        """Raises `Invalid`."""
        if not 1 <= self.meeting_every_months <= 12 * MAX_TERM_YEARS:
            raise Invalid("meetingEveryMonths", "La fréquence se situe entre 1 et 36 mois.")
        if self.quorum_percent is not None and not 1 <= self.quorum_percent <= 100:
            raise Invalid("quorumPercent", "Un pourcentage se situe entre 1 et 100.")

    def hash_for(self, pole: UUID) -> str:
        """Returns the hash that a decision of the pôle on these modalities cites."""
        return content_hash(
            pole, self.meeting_every_months, self.quorum_percent, self.remote_allowed, self.agreement_per_college
        )


class ConsensusRules(msgspec.Struct, frozen=True, kw_only=True):
    """Rules of consensus in the modalities: the quorum in percent, and the agreement of each college."""

    quorum_percent: int | None = None
    agreement_per_college: bool = False


class Concertation:
    """Modalities in force, and those that the Instance proposes: they take effect once the pôle agrees."""

    def __init__(self) -> None:
        self.in_force: Modalities | None = None
        self.since = date.min
        self.proposed: Modalities | None = None
        self._proposed_on = date.min
        self.decisions: set[UUID] = set()

    def on(self, day: date) -> Modalities | None:
        """Returns the modalities in force since that day or before."""
        return self.in_force if self.since <= day else None

    def check_new(self, modalities: Modalities, on: date, *, agreed: bool) -> None:
        """Raises `SameModalities`, `TooEarly` or `Invalid`. Both parties may agree to what one of them proposed."""
        modalities.check()
        check_not_before(on, self.since, "les modalités en vigueur")
        if self.in_force == modalities:
            raise SameModalities("Ces modalités sont déjà en vigueur.")
        if not agreed:
            check_not_before(on, self._proposed_on, "les modalités proposées")
            if self.proposed == modalities:
                raise SameModalities("L'Instance a déjà marqué son accord sur ces modalités : le pôle en décide.")

    def propose(self, modalities: Modalities, on: date) -> None:
        self.proposed, self._proposed_on = modalities, on

    def agree(self, modalities: Modalities, decision: UUID | None, on: date) -> None:
        self.in_force, self.since, self.proposed = modalities, on, None
        self.decisions |= {decision} if decision else set()


def modalities_of(event: ModalitiesProposed | ModalitiesAgreed) -> Modalities:
    return Modalities(
        meeting_every_months=event.meeting_every_months,
        quorum_percent=event.quorum_percent,
        remote_allowed=event.remote_allowed,
        agreement_per_college=event.agreement_per_college,
    )
