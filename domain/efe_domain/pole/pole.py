"""A pôle de synergies: created by an Instance around one axis, composed, constituted, evaluated, renewed."""

from collections.abc import Sequence
from datetime import date
from typing import assert_never
from uuid import UUID

from efe_domain.law.rules import Rule
from efe_domain.operator.candidate import Candidate
from efe_domain.pole.composition import Composition, assess
from efe_domain.pole.events import (
    CollegeSeats,
    CompositionBroken,
    Criterion,
    MemberDesignated,
    MembershipEnded,
    ModalitiesAgreed,
    PoleConstituted,
    PoleCreated,
    PoleDissolved,
    PoleEvaluated,
    PoleEvent,
    PoleRenewed,
    PoleThemeCited,
    RepresentativeReplaced,
)
from efe_domain.pole.refusals import (
    AlreadyConstituted,
    AlreadyMember,
    CompositionIncomplete,
    NameTaken,
    NotAMember,
    NotCompetent,
    NotLocal,
    PoleIsDissolved,
    RemoteNotAllowed,
    SameModalities,
    SameRepresentative,
    TermOver,
    ThemeAlreadyCited,
)
from efe_domain.pole.roster import RosterSeat
from efe_domain.pole.terms import LONGEST_TERM_YEARS, Terms, limited_term
from efe_domain.shared import texts
from efe_domain.shared.aggregate import Aggregate
from efe_domain.shared.axis import Axis
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.colleges import College
from efe_domain.shared.days import Term, check_not_before
from efe_domain.shared.errors import Invalid
from efe_domain.shared.periods import Periods


class Pole(Aggregate[PoleEvent]):
    """One axis for ever; terms of three years at most, one after another; each renewal after its own evaluation.

    Expiry needs no event: it follows from the last term. What the composition is on a day is computed, not stored.
    """

    KIND = "pole"
    NOUN = "Pôle"

    bassin: Bassin
    axis: Axis

    def __init__(self, aggregate_id: UUID) -> None:
        super().__init__(aggregate_id)
        self.name = ""
        self.created_on = date.max
        self.dissolved_on: date | None = None
        self.latest_on = date.min
        self.memberships = Periods[UUID]()
        self.colleges: dict[UUID, College] = {}
        self.representatives: dict[UUID, UUID | None] = {}
        self.represented_since: dict[UUID, date] = {}
        self.modalities: tuple[int, int | None, bool] | None = None
        self.modalities_since = date.min
        self.terms = Terms()
        self.themes: set[UUID] = set()

    @property
    def bassins(self) -> tuple[str, ...]:
        return (self.bassin,) if self.name else ()

    def members_on(self, day: date) -> tuple[UUID, ...]:
        return tuple(operator for operator in self.memberships if self.memberships.cover(operator, day))

    def seats_of(self, person: UUID | None, day: date) -> tuple[UUID, ...]:
        """The members of that day whom the person now represents."""
        members = self.members_on(day) if person else ()
        return tuple(operator for operator in members if self.representatives[operator] == person)

    def college_of(self, operator: UUID) -> College:
        """The college for which the operator sits, or last sat. Raises `NotAMember`."""
        if operator not in self.colleges:
            raise NotAMember("Cet opérateur n'est pas membre du pôle.")
        return self.colleges[operator]

    def roster_on(self, day: date) -> tuple[RosterSeat, ...]:
        """The members of that day; whoever represents one only since a later day is left out."""
        return tuple(
            RosterSeat(operator, self.colleges[operator], self._representative_on(operator, day))
            for operator in self.members_on(day)
        )

    def quorum_on(self, day: date) -> int | None:
        """In percent of the members, as the modalities in force since that day or before have it, if any."""
        return self.modalities[1] if self.modalities and self.modalities_since <= day else None

    def check_in_term(self, on: date) -> None:
        """Raises `PoleIsDissolved`, `NotConstituted` or `TermOver`: a pôle acts within its terms only."""
        self._check_alive(on)
        if not any(term.starts <= on <= term.ends for term in self.terms):
            raise TermOver(on, self.name, self.terms.last.ends)

    def check_meets(self, on: date, *, remote: bool) -> None:
        """Raises what `check_in_term` does, or `RemoteNotAllowed` under the modalities in force since that day."""
        self.check_in_term(on)
        if remote and self.modalities and self.modalities_since <= on and not self.modalities[2]:
            raise RemoteNotAllowed("Les modalités convenues ne prévoient pas de réunion à distance.")

    def create(self, bassin: Bassin, axis: Axis, name: str, *, freed_on: date = date.min, on: date) -> None:
        """`freed_on` is the day on which the last pôle of this name was dissolved."""
        if self.exists:
            raise NameTaken("Cette Instance a déjà un pôle « {pole} » pour cet axe.", pole=self.name)
        check_not_before(on, freed_on, "la dissolution du pôle précédent de ce nom")
        name = texts.name(name, "name")
        self.record(PoleCreated(bassin=bassin, axis=axis, axis_key=axis.key, name=name, effective_on=on))

    def designate(self, member: Candidate, representative: UUID | None, *, on: date) -> None:
        self._check_alive(on)
        if not member.is_located_in(self.bassin, on):
            raise NotLocal("{member} n'a pas de site ouvert dans le bassin le {day}.", member=member.name, day=on)
        if not member.is_competent_for(self.axis.key, on):
            raise NotCompetent(
                "{member} n'est pas reconnu compétent pour « {axis} ».", member=member.name, axis=self.axis.label
            )
        if self.memberships.reach(member.operator, on):
            raise AlreadyMember("{member} est déjà membre du pôle.", member=member.name)
        self.record(
            MemberDesignated(
                operator=member.operator, college=member.college, representative=representative, effective_on=on
            )
        )

    def replace_representative(self, operator: UUID, representative: UUID | None, *, on: date) -> None:
        self._check_alive(on)
        self._check_member(operator, on)
        if self.representatives[operator] == representative:
            raise SameRepresentative("Cette personne représente déjà le membre.")
        since = self.memberships.since(operator)
        self.record(
            RepresentativeReplaced(operator=operator, since=since, representative=representative, effective_on=on)
        )

    def end_membership(self, leaver: UUID, reason: str, *, members: Sequence[Candidate], on: date) -> None:
        """`members` are those of `weighing_day(on)`; a college that the leaver empties raises the alarm."""
        self._check_alive(on)
        self._check_member(leaver, on)
        since, reason = self.memberships.since(leaver), texts.text(reason, "reason")
        self.record(MembershipEnded(operator=leaver, since=since, reason=reason, effective_on=on))
        day = self.weighing_day(on)
        before = self._missing(members, day)
        after = self._missing([member for member in members if member.operator != leaver], day)
        if self.terms and after != before:
            self.record(CompositionBroken(missing=after, effective_on=day))

    def weighing_day(self, on: date) -> date:
        """The day on which a departure is weighed: before its constitution, a pôle has no composition to lose."""
        return max(on, self.terms.constituted_on) if self.terms else on

    def agree_modalities(
        self, meeting_every_months: int, quorum_percent: int | None, *, remote_allowed: bool, on: date
    ) -> None:
        self._check_alive(on)
        if not 1 <= meeting_every_months <= 12 * LONGEST_TERM_YEARS:
            raise Invalid("meetingEveryMonths", "La fréquence se situe entre 1 et 36 mois.")
        if quorum_percent is not None and not 1 <= quorum_percent <= 100:
            raise Invalid("quorumPercent", "Un pourcentage se situe entre 1 et 100.")
        check_not_before(on, self.modalities_since, "les modalités en vigueur")
        if self.modalities == (meeting_every_months, quorum_percent, remote_allowed):
            raise SameModalities("Ces modalités sont déjà en vigueur.")
        self.record(
            ModalitiesAgreed(
                meeting_every_months=meeting_every_months,
                quorum_percent=quorum_percent,
                remote_allowed=remote_allowed,
                effective_on=on,
            )
        )

    def constitute(self, members: Sequence[Candidate], *, ends: date | None, on: date) -> None:
        """`members` are those of that day. The term starts on that day; without `ends` it lasts three years."""
        self._check_alive(on)
        if self.terms:
            raise AlreadyConstituted("Le pôle est constitué depuis le {since}.", since=self.terms.constituted_on)
        seats = self._check_composition(members, on)
        term = limited_term(on, ends)
        self.record(PoleConstituted(starts=term.starts, ends=term.ends, composition=seats, effective_on=on))

    def evaluate(self, criteria: tuple[Criterion, ...], conclusion: str, *, on: date) -> None:
        """Evaluates the functioning in the last term, on or after its first day; possible after its end."""
        self._check_alive(on)
        found = tuple(Criterion(texts.name(c.label, "criteria"), texts.text(c.finding, "criteria")) for c in criteria)
        conclusion = texts.text(conclusion, "conclusion")
        self.terms.check_evaluation((on, found, conclusion))
        starts = self.terms.last.starts
        self.record(PoleEvaluated(term_starts=starts, criteria=found, conclusion=conclusion, effective_on=on))

    def renew(self, members: Sequence[Candidate], *, ends: date | None, on: date) -> None:
        """The new term follows the old one if that still runs, else it starts on the day of the command."""
        self._check_alive(on)
        evaluated_on = self.terms.evaluation_before(on)
        seats = self._check_composition(members, on)
        term = limited_term(self.terms.following(on), ends)
        self.record(
            PoleRenewed(
                starts=term.starts,
                ends=term.ends,
                evaluated_on=evaluated_on,
                composition=seats,
                effective_on=on,
            )
        )

    def cite_theme(self, theme: UUID, themes: UUID, *, on: date) -> None:
        """A theme of the list `themes`, which its Instance has adopted."""
        self._check_alive(on)
        if theme in self.themes:
            raise ThemeAlreadyCited("Le pôle cite déjà cette thématique.")
        self.record(PoleThemeCited(theme=theme, themes=themes, effective_on=on))

    def dissolve(self, reason: str, *, on: date) -> None:
        """Nothing that the pôle did comes after its end."""
        self._check_alive(on)
        check_not_before(on, self.latest_on, "le dernier acte du pôle")
        self.record(PoleDissolved(reason=texts.text(reason, "reason"), effective_on=on))

    def _representative_on(self, operator: UUID, day: date) -> UUID | None:
        return self.representatives[operator] if self.represented_since[operator] <= day else None

    def _check_alive(self, on: date) -> None:
        if self.dissolved_on is not None:
            raise PoleIsDissolved(self.name, self.dissolved_on)
        self.check_created(on)

    def check_created(self, on: date) -> None:
        """Raises `TooEarly`."""
        check_not_before(on, self.created_on, "la création du pôle")

    def _check_member(self, operator: UUID, on: date) -> None:
        if not self.memberships.is_open(operator):
            raise NotAMember("Cet opérateur n'est pas membre du pôle.")
        check_not_before(on, self.represented_since[operator], "la désignation du membre ou de son représentant")

    def _missing(self, members: Sequence[Candidate], on: date) -> tuple[College, ...]:
        return tuple(verdict.college for verdict in self._assess(members, on).missing)

    def _assess(self, members: Sequence[Candidate], on: date) -> Composition:
        return assess(members, bassin=self.bassin, axis_key=self.axis.key, on=on)

    def _check_composition(self, members: Sequence[Candidate], on: date) -> tuple[CollegeSeats, ...]:
        """Raises `NotLocal`, `NotCompetent` or `CompositionIncomplete`, with a reason per college that is missing."""
        composition = self._assess(members, on)
        for rule, refusal in ((Rule.PS_LOCAL, NotLocal), (Rule.PS_COMPETENT, NotCompetent)):
            if names := [seat.name for seat in composition.failing if rule in seat.failing]:
                raise refusal("Des membres ne remplissent pas la règle {rule} le {day}.", *names, rule=rule, day=on)
        if composition.missing:
            reasons = [verdict.reason for verdict in composition.missing]
            raise CompositionIncomplete("La composition est incomplète le {day}.", *reasons, day=on)
        return tuple(
            CollegeSeats(verdict.college, tuple(seat.operator for seat in verdict.seats if seat.counts))
            for verdict in composition.colleges
        )

    def _apply(self, event: PoleEvent) -> None:  # noqa: C901 - one case an event
        match event:
            case PoleCreated(bassin=bassin, axis=axis, name=name, effective_on=on):
                self.bassin, self.axis, self.name, self.created_on = bassin, axis, name, on
            case MemberDesignated(operator=operator, college=college, representative=person, effective_on=on):
                self.memberships.open(operator, on)
                self.colleges[operator] = college
                self.representatives[operator], self.represented_since[operator] = person, on
            case RepresentativeReplaced(operator=operator, representative=person, effective_on=on):
                self.representatives[operator], self.represented_since[operator] = person, on
            case MembershipEnded(operator=operator, effective_on=on):
                self.memberships.close(operator, on)
            case PoleConstituted(starts=starts, ends=ends) | PoleRenewed(starts=starts, ends=ends):
                self.terms.begin(Term(starts, ends))
            case PoleEvaluated(criteria=criteria, conclusion=conclusion, effective_on=on):
                self.terms.evaluate((on, criteria, conclusion))
            case ModalitiesAgreed(meeting_every_months=months, quorum_percent=quorum, remote_allowed=remote):
                self.modalities, self.modalities_since = (months, quorum, remote), event.effective_on
            case PoleThemeCited(theme=theme):
                self.themes.add(theme)
            case PoleDissolved(effective_on=on):
                self.dissolved_on = on
            case CompositionBroken():
                pass
            case _:
                assert_never(event)
        self.latest_on = max(self.latest_on, event.effective_on)
