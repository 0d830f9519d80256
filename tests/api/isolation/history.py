"""History of the isolation tests: the stages, joint projects, then every command of the platform."""

from contextlib import suppress
from datetime import time
from uuid import UUID, uuid5

from msgspec.structs import replace

from efe_domain.access.grants import Role
from efe_domain.decision.events import DecisionKind, Stance
from efe_domain.instance.events import Mandate
from efe_domain.law.rules import Rule
from efe_domain.meeting.events import Attendee, Hours, JointMeetingKey
from efe_domain.platform import Platform
from efe_domain.pole.taking_over import Opening
from efe_domain.project.events import SupportKind, SupportPhase
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.command_context import SYSTEM_CLI
from efe_domain.shared.documents import Document
from efe_domain.shared.errors import Refusal
from efe_domain.shared.texts import slug
from tests.api.isolation.rectified import Rectified
from tests.api.sweep.prepared import Prepared
from tests.domain.given import HEATING, NOTE, YESTERDAY, some_id
from tests.domain.opinions import LANGUAGES, SAYING
from tests.domain.projects import AGREED, LIEGE, NAMUR, ON_CONDITION, REFUSED, acting_in
from tests.infra.commands.every_command import COMMANDS, who_may
from tests.infra.commands.project_stage import PROCEDURE, a_part, adopted, carry, emerged, stream_of
from tests.infra.commands.stage import COMPANY, COORDINATOR, COORDINATOR_OF_NAMUR, HALL, PERSON, SCHOOL, TRAINING, by

COORDINATOR_OF_VERVIERS, MEMBER = some_id("coordinator of Verviers"), some_id("representative of a member")
FAITHFUL_AUDITOR, FAITHFUL_READER = some_id("auditor who stays"), some_id("reader of a pôle who stays")
CHAMBER, CHAIR, SITTING = some_id("chamber that stays"), some_id("chair"), some_id("who sits in the chamber")
POLE_MINUTES = Document(sha256="d" * 64, size=1, media_type="text/plain")
SIGNED = Document(sha256="e" * 64, size=1, media_type="text/plain")
AFTERNOON = Hours(starts=time(14), ends=time(16))
BOTH = acting_in(LIEGE, NAMUR)


class Told:
    """Two Instances with things of their own and in common, and a third that has no part in anything."""

    def __init__(self, prepared: Prepared, platform: Platform) -> None:
        self.platform = prepared.stage.platform = prepared.stage.corrections.platform = platform
        prepared.stage.withdrawals.platform = platform
        self.stage, self.elsewhere = prepared.stage, prepared.elsewhere
        self.pole = self.stage.constituted
        with by(SYSTEM_CLI):
            self.platform.establish_instance(Bassin.VERVIERS, on=YESTERDAY)
            self.platform.grant_access(Bassin.VERVIERS, COORDINATOR_OF_VERVIERS, Role.COORDINATOR, on=YESTERDAY)
            self.platform.grant_access(Bassin.LIEGE, FAITHFUL_AUDITOR, Role.AUDITOR, on=YESTERDAY)
        with by(COORDINATOR):
            self.platform.replace_representative(
                self.pole, COMPANY, representative=MEMBER, document=NOTE, on=YESTERDAY
            )
            self.platform.grant_pole_access(self.pole, FAITHFUL_READER, Role.READER, on=YESTERDAY)
            self.platform.set_up_body(Bassin.LIEGE, CHAMBER, "Chambre", Rule.M6, on=YESTERDAY)
            mandate = Mandate(category="Syndicat", voting=True, person=SITTING)
            self.platform.fill_seat(Bassin.LIEGE, CHAMBER, CHAIR, mandate, on=YESTERDAY)
            self._met()
            opening = Opening(Bassin.LIEGE, HEATING, "Repris", YESTERDAY, None, POLE_MINUTES)
            members = tuple((each, PERSON) for each in (COMPANY, TRAINING, SCHOOL))
            self.platform.take_over_pole(opening, members, on=YESTERDAY)
            self._concerted(prepared)
            themes = self.stage.opinions.diffusible
            theme = uuid5(themes, slug(LANGUAGES.label))
            self.platform.cite_theme(self.stage.formed, themes, theme, on=YESTERDAY)
        with by(COORDINATOR_OF_NAMUR):
            self._of_namur()
        self._agreed_on(self._joint())
        left, rectified = self._joint(), Rectified(platform)
        self._left(left)
        self._joint(submitted=False)
        with by(COORDINATOR):
            rectified.every_kind(prepared.correctable)
            rectified.dropped(prepared.correctable)
            rectified.of_the_pole(some_id("meeting of the pôle"))
            rectified.after_it_left(left)
            rectified.withdrawn(prepared.stage, left, prepared.correctable.meeting)
        with by(COORDINATOR_OF_NAMUR):
            rectified.of_the_zone()

    def _met(self) -> None:
        meeting = some_id("meeting of the pôle")
        self.platform.convene_pole(meeting, self.pole, YESTERDAY, HALL, on=YESTERDAY)
        self.platform.postpone_meeting(meeting, YESTERDAY, "Salle prise.", hours=AFTERNOON, on=YESTERDAY)
        self.platform.set_agenda(meeting, ("Divers",), on=YESTERDAY)
        self.platform.hold_meeting(meeting, HALL, (Attendee(person=MEMBER),), on=YESTERDAY)
        self.platform.adopt_minutes(meeting, POLE_MINUTES, on=YESTERDAY)

    def _concerted(self, prepared: Prepared) -> None:
        """Modalities in force, and an objection that a document lifts."""
        cited, objected = prepared.on_modalities, self.stage.decisions.objected
        self.platform.agree_modalities(self.pole, 4, agreement_per_college=True, decision_id=cited, on=YESTERDAY)
        judged = self.stage.decisions.hash
        self.platform.take_position(
            objected, SCHOOL, Stance.AGREE, "Rassurée.", content_hash=judged, document=SIGNED, on=YESTERDAY
        )

    def _of_namur(self) -> None:
        """A pôle of which nobody else knows, and an opinion that went out after it was drafted twice."""
        hidden = self.platform.create_pole(NAMUR, HEATING, "Caché", on=YESTERDAY).entity
        self.platform.designate_member(hidden, UUID(self.elsewhere.ids["Operator"].partition(":")[2]), on=YESTERDAY)
        self.platform.agree_modalities(hidden, 2, on=YESTERDAY)
        self.platform.convene_zone(some_id("meeting of the zone"), YESTERDAY, HALL, on=YESTERDAY)
        opinion = some_id("opinion of Namur")
        self.platform.amend_opinion(opinion, replace(SAYING, conclusion="Réservé."), on=YESTERDAY)
        self.platform.adopt_opinion(opinion, on=YESTERDAY)
        self.platform.transmit_opinion(opinion, on=YESTERDAY)

    def _joint(self, *, submitted: bool = True) -> UUID:
        with by(COORDINATOR):
            project = carry(self.platform, emerged(self.platform, self.pole, BOTH), self.pole)
            first = YESTERDAY, HALL, ("Se rencontrer",)
            self.platform.call_joint_meeting(project, self.pole, uuid5(project, "first"), *first, on=YESTERDAY)
        with by(COORDINATOR_OF_NAMUR):
            carry(self.platform, project, self.elsewhere.pole)
        if submitted:
            with by(COORDINATOR):
                self.platform.submit_project(project, on=YESTERDAY)
        return project

    def _agreed_on(self, project: UUID) -> None:
        platform, hashed = self.platform, stream_of(self.platform, project).content_hash
        with by(COORDINATOR):
            platform.give_verdict(LIEGE, project, AGREED, hashed, on=YESTERDAY)
        with by(COORDINATOR_OF_NAMUR):
            platform.give_verdict(NAMUR, project, ON_CONDITION, hashed, on=YESTERDAY)
            kinds = SupportKind.HUMAN, SupportPhase.ANALYSE
            platform.grant_support(NAMUR, project, some_id("joint support"), *kinds, "Deux.", on=YESTERDAY)
            platform.apply_for_funding(
                project, some_id("joint funding"), self.elsewhere.pole, *PROCEDURE, on=YESTERDAY
            )
        with by(COORDINATOR):
            platform.start_project(project, on=YESTERDAY)
            platform.report_progress(project, self.pole, "Ouvert.", on=YESTERDAY)
            part = a_part()
            platform.write_plan_part(project, self.pole, None, 1, *part, reason="Premier plan.", on=YESTERDAY)
            self._met_together(project)

    def _met_together(self, project: UUID) -> None:
        """Liège calls a joint meeting, moves it, and holds its own."""
        platform, joint, own = self.platform, some_id("joint meeting of both"), some_id("own meeting for both")
        call = YESTERDAY, HALL, ("Le plan commun",)
        platform.call_joint_meeting(project, self.pole, joint, *call, on=YESTERDAY)
        moved = {"replaces": 1, "hours": AFTERNOON, "reason": "Salle prise."}
        platform.call_joint_meeting(project, self.pole, joint, *call, **moved, on=YESTERDAY)  # type: ignore[arg-type]
        key = JointMeetingKey(project=project, meeting=joint)
        platform.convene_pole(own, self.pole, YESTERDAY, HALL, joint=key, on=YESTERDAY)
        platform.hold_meeting(own, HALL, (Attendee(operator=COMPANY),), on=YESTERDAY)

    def _left(self, project: UUID) -> None:
        """Namur refuses and leaves; what Liège then makes of the project is no longer for Namur."""
        platform, hashed = self.platform, stream_of(self.platform, project).content_hash
        with by(COORDINATOR_OF_NAMUR):
            platform.give_verdict(NAMUR, project, REFUSED, hashed, on=YESTERDAY)
            leaving = adopted(platform, self.elsewhere.pole, project, DecisionKind.DEPARTURE)
            platform.leave_project(project, self.elsewhere.pole, "Trop loin.", decision_id=leaving, on=YESTERDAY)
        with by(COORDINATOR):
            alone = replace(acting_in(LIEGE), title="Seul", aims="Former seul.")
            amending = adopted(platform, self.pole, project, DecisionKind.AMENDMENT)
            platform.amend_project(project, alone, "Sans Namur.", decision_id=amending, on=YESTERDAY)
            carry(platform, project, self.pole)
            hashed = stream_of(platform, project).content_hash
            platform.submit_project(project, on=YESTERDAY)
            platform.give_verdict(LIEGE, project, ON_CONDITION, hashed, on=YESTERDAY)

    def go_on(self) -> None:
        """Every command once; what an earlier one makes impossible leaves nothing."""
        for name, command in COMMANDS.items():
            with suppress(Refusal), by(who_may(name)[0]):
                command(self.stage)
