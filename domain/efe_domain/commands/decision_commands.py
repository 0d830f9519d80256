"""The commands of a pôle on its decisions, and the Instance's receipt of them."""

from datetime import date, timedelta
from typing import Final, cast
from uuid import UUID

from efe_domain.commands.batch import current_batch
from efe_domain.commands.handler import CommandResult, use_case
from efe_domain.commands.late_word_checks import LateWordChecks
from efe_domain.commands.own_word_checks import OwnWordChecks
from efe_domain.commands.project_entry import ProjectEntry
from efe_domain.decision.decision import Decision
from efe_domain.decision.events import DecisionEvent, DecisionKind, Stance
from efe_domain.decision.positions import Voice
from efe_domain.decision.refusals import NotTheProposer
from efe_domain.decision.wording import PROJECT_ACTS, Wording
from efe_domain.instance.instance import InstanceBassin
from efe_domain.meeting.meeting import Meeting
from efe_domain.operator.operator import Operator
from efe_domain.opinion.opinion import Opinion
from efe_domain.pole.pole import Pole
from efe_domain.project.project import Project
from efe_domain.shared.command_context import current_context
from efe_domain.shared.documents import Document
from efe_domain.shared.errors import NotFound
from efe_domain.shared.ids import instance_id

SUBJECTS: Final[dict[DecisionKind, type[Project | Opinion | Pole]]] = {
    DecisionKind.PROJECT: Project,
    DecisionKind.OPINION: Opinion,
    DecisionKind.MODALITIES: Pole,
    **dict.fromkeys(PROJECT_ACTS, Project),
}
LATE_VOICE: Final = Voice(own=True, late=True)


class DecisionCommands(ProjectEntry, LateWordChecks, OwnWordChecks):
    """Commands for a representative of a member of the pôle, or for a coordinator of its Instance.

    The representative of a member records its statements, or the coordinator on its behalf. `on` is today when None.
    """

    @use_case
    def propose_decision(
        self,
        decision_id: UUID,
        pole_id: UUID,
        kind: DecisionKind,
        wording: Wording,
        *,
        subject: UUID | None = None,
        replaces: UUID | None = None,
        on: date | None = None,
    ) -> CommandResult:
        """`replaces` is an adopted decision of the pôle that this one replaces once it is adopted."""
        pole, decision = self.acting_in(pole_id), self.target(self.load(Decision, decision_id))
        if subject and kind in SUBJECTS:
            self._check_decidable(pole, kind, self.require(SUBJECTS[kind], subject), wording, self.day(on))
        day, recorded_on = self.day(on), recording_day()
        decision.propose(pole, kind, subject, wording, recorded_on=recorded_on, replaces=replaces, on=day)
        if replaces:
            self.visible_decision(pole, replaces).check_replaceable(pole)
        return self.record(decision)

    @use_case
    def amend_decision(self, decision_id: UUID, wording: Wording, *, on: date | None = None) -> CommandResult:
        pole, decision = self._proposed(decision_id)
        if decision.subject and decision.kind in SUBJECTS:
            subject = self.require(SUBJECTS[decision.kind], decision.subject)
            self._check_decidable(pole, decision.kind, subject, wording, self.day(on))
        decision.amend(pole, wording, recorded_on=self._recorded_on(decision), on=self.day(on))
        return self.record(decision)

    @use_case
    def set_decision_deadline(self, decision_id: UUID, deadline: date, *, on: date | None = None) -> CommandResult:
        """Announces the last day for answers to an open decision, or moves it to a later day."""
        _, decision = self._proposed(decision_id)
        decision.set_deadline(deadline, recorded_on=self._recorded_on(decision), on=self.day(on))
        return self.record(decision)

    @use_case
    def take_position(  # noqa: PLR0913 - `document` is part of stored digests
        self,
        decision_id: UUID,
        operator: UUID,
        stance: Stance,
        words: str = "",
        *,
        content_hash: str,
        document: Document | None = None,
        meeting_id: UUID | None = None,
        on: date | None = None,
    ) -> CommandResult:
        """`document` or `meeting_id` is the basis on which a coordinator records the position of the member.

        After the adoption, only the member itself speaks; its objection puts in question what rests on the decision.
        """
        if late := self.speaks_late(decision := self.require(Decision, decision_id), operator):
            pole, member, voice = self.require(Pole, decision.pole), "", LATE_VOICE
        else:
            pole, decision = self._discussed(decision_id)
            member = self.seat(pole, operator)
            source = self._voice(decision, operator, member, document, meeting_id, self.day(on))
            voice = self.with_author(source, decision, pole, operator)
        self.target(decision)
        decision.take_position(pole, operator, stance, words, content_hash=content_hash, voice=voice, on=self.day(on))
        if late:
            self.check_recorded_today(self.day(on))
        questioned = self.question_acts(decision) if late and decision.is_contested else []
        return self.record(decision, *questioned, on_behalf_of=member)

    @use_case
    def answer_objection(
        self, decision_id: UUID, objection: int, answer: str, *, on: date | None = None
    ) -> CommandResult:
        _, decision = self._discussed(decision_id)
        decision.answer_objection(objection, answer, on=self.day(on))
        return self.record(decision)

    @use_case
    def maintain_objection(
        self, decision_id: UUID, objection: int, reason: str, *, on: date | None = None
    ) -> CommandResult:
        pole, decision = self._discussed(decision_id)
        member = self.seat(pole, decision.objections[objection].operator)
        decision.maintain_objection(pole, objection, reason, voice=Voice(own=not member), on=self.day(on))
        return self.record(decision, on_behalf_of=member)

    @use_case
    def withdraw_objection(
        self,
        decision_id: UUID,
        objection: int,
        reason: str,
        *,
        document: Document | None = None,
        meeting_id: UUID | None = None,
        on: date | None = None,
    ) -> CommandResult:
        """`document` or `meeting_id` is the basis on which a coordinator records the withdrawal of the author."""
        decision = self.require(Decision, decision_id)
        if late := self.speaks_late(decision, decision.objections.author_of(objection)):
            pole, member, voice = self.require(Pole, decision.pole), "", LATE_VOICE
        else:
            pole, decision = self._discussed(decision_id)
            author = decision.objections[objection].operator
            member = self.seat(pole, author)
            source = self._voice(decision, author, member, document, meeting_id, self.day(on))
            voice = self.with_author(source, decision, pole, author, objection)
        self.target(decision)
        decision.withdraw_objection(pole, objection, reason, voice=voice, on=self.day(on))
        if late:
            self.check_recorded_today(self.day(on))
        return self.record(decision, on_behalf_of=member)

    @use_case
    def adopt_decision(
        self, decision_id: UUID, *, meeting_id: UUID | None = None, joins: bool = False, on: date | None = None
    ) -> CommandResult:
        """`meeting_id` is the meeting of the pôle at which it adopts. `joins`: it carries the project by this act."""
        (pole, decision), day = self._discussed(decision_id), self.day(on)
        members = self.candidates(pole.members_on(day))
        if meeting_id:
            self.require(Meeting, meeting_id).check_met(pole.id, day)
        imported = self.lifts_rules(decision)
        decision.adopt(
            pole,
            members,
            self._name_of,
            meeting=meeting_id,
            late_until=self._late_until(decision),
            imported=imported,
            on=day,
        )
        if not imported and current_context().by_clock and day < current_context().today:
            self.check_adopted_in_meeting(meeting_id, day)
        joined = self.joined_by(decision, pole, day) if joins else []
        return self.record(decision, *self.replaced(decision, day), *joined)

    @use_case
    def close_without_consensus(self, decision_id: UUID, reason: str, *, on: date | None = None) -> CommandResult:
        pole, decision = self._proposed(decision_id)
        decision.close(reason, pole=pole if self._recorded_on(decision) else None, on=self.day(on))
        return self.record(decision)

    @use_case
    def communicate_decision(self, decision_id: UUID, *, on: date | None = None) -> CommandResult:
        _, decision = self._discussed(decision_id)
        decision.communicate(on=self.day(on))
        return self.record(decision)

    @use_case
    def receive_decision(self, decision_id: UUID, *, on: date | None = None) -> CommandResult:
        decision = self.require(Decision, decision_id)
        self.coordinating(decision.bassin)
        self.target(decision).receive(on=self.day(on))
        return self.record(decision)

    def hash_of_decision(self, decision_id: UUID) -> str:
        """Returns the hash of the wording, as a batch leaves it. The caller checks who may know it."""
        batch = current_batch()
        events = [*self.events.get(decision_id), *(batch.new_events(decision_id) if batch else ())]
        return Decision.replay(decision_id, cast("list[DecisionEvent]", events)).content_hash

    def _check_decidable(
        self, pole: Pole, kind: DecisionKind, subject: Project | Opinion | Pole, wording: Wording, on: date
    ) -> None:
        """Checks that the pôle may decide on it: a project that it was shown, an opinion or modalities of its own.

        Raises `NotFound`, `NotInvited`, `ContentNotShown`, `ContentChanged`, `NotCarrying` or `NotLeading`.
        """
        match subject:
            case Project() if kind in PROJECT_ACTS:
                subject.check_decides(kind, pole, wording.subject_hash)
            case Project():
                subject.check_shown(pole, self.invitation_to(subject, pole, on), wording.subject_hash, on)
            case Opinion(brief=brief) if brief.pole != pole.id:
                raise NotFound(Opinion.NOUN, subject.id)
            case Pole() if subject.id != pole.id:
                raise NotFound(Pole.NOUN, subject.id)

    def _discussed(self, decision_id: UUID) -> tuple[Pole, Decision]:
        """Loads the decision and its pôle for an account that acts in the pôle. Raises `NotFound` or `Forbidden`."""
        decision = self.require(Decision, decision_id)
        return self.acting_in(decision.pole), self.target(decision)

    def _proposed(self, decision_id: UUID) -> tuple[Pole, Decision]:
        """Loads both for the account that proposed the decision or a coordinator; an imported line is not asked.

        Raises `NotTheProposer`.
        """
        pole, decision = self._discussed(decision_id)
        if self._recorded_on(decision) and not self.coordinates_pole(pole):
            proposal = self.whole_stream(decision_id)[0]
            if proposal.metadata.get("actor") != current_context().actor:
                raise NotTheProposer("Cet acte revient au compte qui a proposé la décision, ou à un coordinateur.")
        return pole, decision

    def _voice(
        self,
        decision: Decision,
        operator: UUID,
        member: str,
        document: Document | None,
        meeting_id: UUID | None,
        on: date,
    ) -> Voice:
        """Returns the source of a statement; `member` is empty if the member sends the command itself.

        Raises `NotFound` for a meeting of another Instance.
        """
        late = None if self._recorded_on(decision) is None else False
        meeting = self.require(Meeting, meeting_id) if meeting_id else None
        if meeting and decision.bassin not in meeting.assembly.bassins:
            raise NotFound(Meeting.NOUN, meeting.id)
        attested = meeting is not None and meeting.has_heard(operator, decision.pole, on)
        return Voice(own=not member, document=document, meeting=meeting_id, late=late, attested=attested)

    def _late_until(self, decision: Decision) -> date | None:
        """Returns the last day for a late word on a decision that is adopted now.

        An imported line has none, unless a signed log has its event: it keeps the day of that event.
        """
        recorded_on = self._recorded_on(decision)
        if recorded_on is None:
            return current_context().sealed_late_until
        instance = self.require(InstanceBassin, instance_id(decision.bassin))
        return recorded_on + timedelta(days=instance.contest_days_on(recorded_on))

    def _recorded_on(self, decision: Decision) -> date | None:
        """Returns the day on which the command is recorded; None for an imported line on an imported decision.

        A decision that was proposed to its members keeps its rules: no file lifts them.
        """
        return None if self.lifts_rules(decision) else current_context().today

    def _name_of(self, operator: UUID) -> str:
        return self.require(Operator, operator).name


def recording_day() -> date | None:
    """Returns the day on which the command is recorded; None for an imported line."""
    context = current_context()
    return None if context.reprise else context.today
