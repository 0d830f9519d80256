"""Aggregate of a pôle de synergies: created around one axis, composed, constituted, evaluated, renewed, dissolved."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import assert_never
from uuid import UUID

from msgspec.structs import asdict

from efe_domain.operator.candidate import Candidate
from efe_domain.pole.events import (
    CompositionBroken,
    Criterion,
    MemberDesignated,
    MembershipEnded,
    ModalitiesAgreed,
    ModalitiesProposed,
    PoleConstituted,
    PoleCreated,
    PoleDissolved,
    PoleEvaluated,
    PoleEvent,
    PoleNameReserved,
    PoleRenamed,
    PoleRenewed,
    PoleTakenOver,
    PoleThemeCited,
    RepresentativeReplaced,
    SubstituteNamed,
)
from efe_domain.pole.modalities import Modalities, modalities_of
from efe_domain.pole.refusals import (
    AlreadyConstituted,
    NameTaken,
    NoOperatorDocument,
    NotCompetent,
    NotLocal,
    SameName,
    ThemeAlreadyCited,
)
from efe_domain.pole.state import PoleState
from efe_domain.pole.terms import limited_term
from efe_domain.shared import texts
from efe_domain.shared.annexes import check_document
from efe_domain.shared.axis import Axis
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.days import Term, check_not_before
from efe_domain.shared.documents import Document


class Pole(PoleState):
    """Pôle de synergies: one axis for ever; terms of three years at most, each renewed after its own evaluation.

    Expiry needs no event: it follows from the last term. What the composition is on a day is computed, not stored.
    """

    def create(self, bassin: Bassin, axis: Axis, name: str, *, freed_on: date = date.min, on: date) -> None:
        """`freed_on` is the day on which the last pôle of this name was dissolved."""
        if self.exists:
            raise NameTaken("Cette Instance a déjà un pôle « {pole} » pour cet axe.", pole=self.name)
        check_not_before(on, freed_on, "la dissolution du pôle précédent de ce nom")
        name = texts.name(name, "name")
        self.record(PoleCreated(bassin=bassin, axis=axis, axis_key=axis.key, name=name, effective_on=on))

    def rename(self, name: str, *, freed_on: date = date.min, on: date) -> None:
        """`freed_on` is the day since which no other pôle bears the name. Raises `SameName` or `TooEarly`."""
        self._check_alive(on)
        check_not_before(on, max(freed_on, self.renamed_on), "le jour depuis lequel ce nom est libre")
        if texts.name(name, "name") == self.name:
            raise SameName("Le pôle porte déjà ce nom.")
        self.record(PoleRenamed(name=texts.name(name, "name"), effective_on=on))

    def reserve_for(self, bearer: "Pole", *, on: date) -> None:
        """Reserves this id: another pôle bears its name."""
        self.record(PoleNameReserved(bassin=bearer.bassin, bearer=bearer.id, effective_on=on))

    def designate(
        self, member: Candidate, representative: UUID | None, *, meeting: UUID | None = None, on: date
    ) -> None:
        self._check_alive(on)
        if not member.is_located_in(self.bassin, on):
            raise NotLocal(
                "{member} n'a le {day} ni site ouvert dans le bassin, ni ressort qui le couvre.",
                member=member.name,
                day=on,
            )
        if not member.is_competent_for(self.axis.key, self.bassin, on):
            raise NotCompetent(
                "{member} n'est pas reconnu compétent pour « {axis} ».", member=member.name, axis=self.axis.label
            )
        self.members.check_free(member, on)
        self.record(
            MemberDesignated(
                operator=member.operator,
                college=member.college_on(on),
                representative=representative,
                meeting=meeting,
                effective_on=on,
            )
        )

    def replace_representative(
        self,
        operator: UUID,
        representative: UUID | None,
        *,
        document: Document | None = None,
        needs_document: bool = False,
        on: date,
    ) -> None:
        """`document` is the one in which the operator says so. Raises `Invalid` or `NoOperatorDocument`."""
        self._check_member(operator, on)
        self.members.check_representative(operator, representative)
        if document:
            check_document(document)
        elif needs_document and self.members.representative_on(operator, on):
            raise NoOperatorDocument("Une personne en remplace une autre par un document de l'opérateur.")
        self.record(
            RepresentativeReplaced(
                operator=operator,
                since=self.members.since(operator),
                representative=representative,
                document=document,
                effective_on=on,
            )
        )
        day, college = self.weighing_day(on), self.college_of(operator)
        if self.terms and representative is None and not self.members.speaks(college, day):
            self.record(CompositionBroken(missing=(college,), effective_on=day))

    def name_substitute(self, operator: UUID, substitute: UUID | None, *, on: date) -> None:
        """Names the substitute of the representative of a member; None for no substitute."""
        self._check_member(operator, on)
        self.members.check_substitute(operator, substitute)
        since = self.members.since(operator)
        self.record(SubstituteNamed(operator=operator, since=since, substitute=substitute, effective_on=on))

    def end_membership(self, leaver: UUID, reason: str, *, members: Sequence[Candidate], on: date) -> None:
        """`members` are those of `weighing_day(on)`; a college that the leaver empties raises the alarm."""
        self._check_member(leaver, on)
        since, reason = self.members.since(leaver), texts.text(reason, "reason")
        self.record(MembershipEnded(operator=leaver, since=since, reason=reason, effective_on=on))
        day = self.weighing_day(on)
        before = self._missing(members, day)
        after = self._missing([member for member in members if member.operator != leaver], day)
        if self.terms and after != before:
            self.record(CompositionBroken(missing=after, effective_on=day))

    def weighing_day(self, on: date) -> date:
        """Returns the day whose composition a departure may break: that day, or the first of the first term."""
        return max(on, self.terms.constituted_on) if self.terms else on

    def propose_modalities(self, modalities: Modalities, *, on: date) -> None:
        """Records the agreement of the Instance; the modalities take effect once the pôle agrees too."""
        self._check_alive(on)
        self.modalities.check_new(modalities, on, agreed=False)
        self.record(ModalitiesProposed(**asdict(modalities), effective_on=on))

    def agree_modalities(self, modalities: Modalities, decision: UUID | None, *, on: date) -> None:
        """Puts in force the modalities that the pôle decided."""
        self._check_alive(on)
        self.modalities.check_new(modalities, on, agreed=True)
        self.record(ModalitiesAgreed(**asdict(modalities), decision=decision, effective_on=on))

    def constitute(
        self,
        members: Sequence[Candidate],
        *,
        ends: date | None,
        forgotten: Collection[UUID] = (),
        continues: UUID | None = None,
        why: str | None = None,
        meeting: UUID | None = None,
        on: date,
    ) -> None:
        """`members` are those of that day. The term starts on that day; without `ends` it lasts three years."""
        self._check_alive(on)
        if self.terms:
            raise AlreadyConstituted("Le pôle est constitué depuis le {since}.", since=self.terms.constituted_on)
        seats = self._checked_seats(members, forgotten, on)
        term = limited_term(on, ends)
        self.record(
            PoleConstituted(
                starts=term.starts,
                ends=term.ends,
                composition=seats,
                continues=continues,
                why=None if why is None else texts.text(why, "why"),
                meeting=meeting,
                effective_on=on,
            )
        )

    def evaluate(
        self, criteria: tuple[Criterion, ...], conclusion: str, *, meeting: UUID | None = None, on: date
    ) -> None:
        """Evaluates the functioning in the term that runs; possible after its end and after the dissolution."""
        self.check_created(on)
        cleaned = tuple(
            Criterion(texts.name(c.label, "criteria"), texts.text(c.finding, "criteria")) for c in criteria
        )
        conclusion = texts.text(conclusion, "conclusion")
        starts = self.terms.term_to_evaluate((on, cleaned, conclusion)).starts
        self.record(
            PoleEvaluated(
                term_starts=starts, criteria=cleaned, conclusion=conclusion, meeting=meeting, effective_on=on
            )
        )

    def renew(
        self,
        members: Sequence[Candidate],
        *,
        ends: date | None,
        forgotten: Collection[UUID] = (),
        window_days: int | None = None,
        meeting: UUID | None = None,
        on: date,
    ) -> None:
        """Begins a new term: after the old one if that still runs, else on the day of the command.

        `window_days` is how many days before the end it may be renewed, where the règlement says so.
        """
        self._check_alive(on)
        self.terms.check_window(on, window_days)
        evaluated_on = self.terms.evaluation_before(on)
        seats = self._checked_seats(members, forgotten, on)
        term = limited_term(self.terms.following(on), ends)
        self.record(
            PoleRenewed(
                starts=term.starts,
                ends=term.ends,
                evaluated_on=evaluated_on,
                composition=seats,
                meeting=meeting,
                effective_on=on,
            )
        )

    def cite_theme(self, theme: UUID, themes: UUID, *, on: date) -> None:
        """Cites a theme of the list `themes`, which its Instance has adopted."""
        self._check_alive(on)
        if theme in self.themes:
            raise ThemeAlreadyCited("Le pôle cite déjà cette thématique.")
        self.record(PoleThemeCited(theme=theme, themes=themes, effective_on=on))

    def dissolve(self, reason: str, *, on: date) -> None:
        """Dissolves the pôle, not before its last act. Raises `PoleIsDissolved` or `TooEarly`."""
        self._check_alive(on)
        check_not_before(on, self.latest_on, "le dernier acte du pôle")
        self.record(PoleDissolved(reason=texts.text(reason, "reason"), effective_on=on))

    def _apply(self, event: PoleEvent) -> None:  # noqa: C901 - one case an event
        match event:
            case PoleCreated() | PoleTakenOver():
                self._begin(event)
            case MemberDesignated() | RepresentativeReplaced() | SubstituteNamed() | MembershipEnded():
                self.members.apply(event)
            case PoleRenamed(name=name, effective_on=on):
                self.name, self.renamed_on = name, on
            case PoleNameReserved(bassin=bassin, bearer=bearer):
                self.bassin, self.bearer = bassin, bearer
            case PoleConstituted(starts=starts, ends=ends) | PoleRenewed(starts=starts, ends=ends):
                self.terms.begin(Term(starts, ends))
            case PoleEvaluated(term_starts=starts, criteria=criteria, conclusion=conclusion, effective_on=on):
                self.terms.evaluate(starts, (on, criteria, conclusion))
            case ModalitiesProposed(effective_on=on):
                self.modalities.propose(modalities_of(event), on)
            case ModalitiesAgreed(decision=decision, effective_on=on):
                self.modalities.agree(modalities_of(event), decision, on)
            case PoleThemeCited(theme=theme):
                self.themes.add(theme)
            case PoleDissolved(effective_on=on):
                self.dissolved_on = on
            case CompositionBroken():
                pass
            case _:
                assert_never(event)
        self.latest_on = max(self.latest_on, event.effective_on)

    def _begin(self, event: PoleCreated | PoleTakenOver) -> None:
        self.bassin, self.axis, self.name = event.bassin, event.axis, event.name
        self.created_on = event.effective_on
        if isinstance(event, PoleTakenOver):
            self.terms.begin(Term(event.starts, event.ends))
