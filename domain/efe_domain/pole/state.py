"""State of a pôle, which `Pole` folds, and the checks that its methods share."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from efe_domain.operator.candidate import Candidate
from efe_domain.pole.composition import Composition, assess, check_complete
from efe_domain.pole.events import CollegeSeats, PoleEvent
from efe_domain.pole.members import Members, RosterSeat
from efe_domain.pole.modalities import Concertation, ConsensusRules
from efe_domain.pole.refusals import PoleIsDissolved, RemoteNotAllowed, TermOver
from efe_domain.pole.terms import Terms
from efe_domain.shared.aggregate import Aggregate
from efe_domain.shared.axis import Axis
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.colleges import College
from efe_domain.shared.days import check_not_before


class PoleState(Aggregate[PoleEvent], kind="pole", noun="Pôle"):
    """State of a pôle. Other aggregates read it; only `Pole` records."""

    bassin: Bassin
    axis: Axis

    def __init__(self, aggregate_id: UUID) -> None:
        super().__init__(aggregate_id)
        self.name = ""
        self.renamed_on = date.min
        self.bearer: UUID | None = None
        self.created_on = date.max
        self.dissolved_on: date | None = None
        self.latest_on = date.min
        self.members = Members()
        self.modalities = Concertation()
        self.terms = Terms()
        self.themes: set[UUID] = set()

    @property
    def bassins(self) -> tuple[str, ...]:
        return (self.bassin,) if self.name or self.bearer else ()

    @property
    def exists(self) -> bool:
        """True once the pôle is created or taken over; a name that is only reserved is no pôle."""
        return bool(self.name)

    def members_on(self, day: date) -> tuple[UUID, ...]:
        return self.members.on(day)

    def seats_of(self, person: UUID | None, day: date) -> tuple[UUID, ...]:
        """Returns the members of that day that the person now represents."""
        return self.members.represented_by(person, day) if person else ()

    def is_represented_alike(self, operator: UUID, one_day: date, other_day: date) -> bool:
        """Says whether one person represented the member all of one day, and on the other day."""
        return self.members.is_represented_alike(operator, one_day, other_day)

    def college_of(self, operator: UUID) -> College:
        """Returns the college for which the operator sits, or last sat. Raises `NotAMember`."""
        return self.members.college_of(operator)

    def roster_on(self, day: date) -> tuple[RosterSeat, ...]:
        """Returns the members of that day; leaves out seats whose representative began later."""
        return self.members.roster_on(day)

    def consensus_on(self, day: date) -> ConsensusRules:
        """Returns the consensus rules of the modalities in force since that day or before, if any."""
        agreed = self.modalities.on(day)
        if agreed is None:
            return ConsensusRules()
        return ConsensusRules(
            quorum_percent=agreed.quorum_percent, agreement_per_college=agreed.agreement_per_college
        )

    def ran_until(self, day: date, since: date) -> bool:
        """Tells whether the pôle runs on that day, or ended since the other one."""
        if not self.terms or self.terms.constituted_on > day:
            return False
        return min(self.terms.last.ends, self.dissolved_on or date.max) >= since

    def composition_on(self, members: Sequence[Candidate], day: date) -> Composition:
        """`members` are those of that day."""
        return self._assess(members, day)

    def is_in_term(self, on: date) -> bool:
        return self.dissolved_on is None and any(term.starts <= on <= term.ends for term in self.terms)

    def check_in_term(self, on: date) -> None:
        """Raises `PoleIsDissolved`, `NotConstituted` or `TermOver`: a pôle acts within its terms only."""
        self._check_alive(on)
        if not self.is_in_term(on):
            raise TermOver(on, self.name, self.terms.last.ends)

    def check_meets(self, on: date, *, remote: bool) -> None:
        """Raises what `check_in_term` does, or `RemoteNotAllowed` under the modalities in force since that day."""
        self.check_in_term(on)
        agreed = self.modalities.on(on)
        if remote and agreed and not agreed.remote_allowed:
            raise RemoteNotAllowed("Les modalités convenues ne prévoient pas de réunion à distance.")

    def _check_alive(self, on: date) -> None:
        if self.dissolved_on is not None:
            raise PoleIsDissolved(self.name, self.dissolved_on)
        self.check_created(on)

    def check_created(self, on: date) -> None:
        """Raises `TooEarly`."""
        check_not_before(on, self.created_on, "la création du pôle")

    def _check_member(self, operator: UUID, on: date) -> None:
        self._check_alive(on)
        self.members.check_sits(operator, on)

    def _missing(self, members: Sequence[Candidate], on: date) -> tuple[College, ...]:
        """Returns the colleges without a member, represented or not."""
        return tuple(verdict.college for verdict in self.composition_on(members, on).missing)

    def _checked_seats(
        self, members: Sequence[Candidate], forgotten: Collection[UUID], on: date
    ) -> tuple[CollegeSeats, ...]:
        """Returns the seats that count. Raises as `check_complete`; a forgotten representative counts as none."""
        represented = self.members.represented_on(on, forgotten)
        return check_complete(self._assess(members, on, represented))

    def _assess(
        self, members: Sequence[Candidate], on: date, represented: Collection[UUID] | None = None
    ) -> Composition:
        """Assesses the members of that day, each for the college of its designation."""
        return assess(
            members,
            bassin=self.bassin,
            axis_key=self.axis.key,
            on=on,
            represented=represented,
            colleges=self.members.seats_on(members, on),
        )
