"""Facts that a correction may touch, of every kind: those that the stage of the use cases does not have."""

from collections import defaultdict
from datetime import time
from uuid import UUID

from efe_domain.instance.events import BodyRules
from efe_domain.law.rules import Rule
from efe_domain.meeting.events import Attendee, Hours
from efe_domain.platform import Platform
from efe_domain.project.project import Project
from efe_domain.shared.documents import Document
from efe_domain.shared.event import Event
from tests.domain.given import TODAY, YESTERDAY, some_id
from tests.domain.opinions import REQUEST
from tests.domain.projects import AGREED, ON_CONDITION
from tests.infra.commands.project_stage import PROCEDURE, carry, emerged
from tests.infra.commands.stage import HALL, PERSON, SCHOOL, Stage, a_meeting_of_the_plenary, events_of

CHAMBER = some_id("chamber to correct")
MINUTES = Document(sha256="d" * 64, size=1, media_type="text/plain")


class Correctable:
    """Done by a coordinator of Liège, yesterday."""

    def __init__(self, platform: Platform, stage: Stage) -> None:
        self._platform = platform
        self.pole, self.decision = stage.corrections.pole, stage.corrections.decision
        platform.agree_modalities(self.pole, 3, quorum_percent=50, on=YESTERDAY)
        platform.evaluate_pole(self.pole, (), "Le pôle fonctionne.", on=YESTERDAY)
        self.instance = platform.set_up_body("liege", CHAMBER, "Chambre à rectifier", Rule.M6, on=YESTERDAY).entity
        platform.adopt_rules_of_order("liege", (BodyRules(body=CHAMBER, quorum_percent=51),), on=YESTERDAY)
        self.meeting = a_meeting_of_the_plenary(platform, "to correct")
        platform.set_agenda(self.meeting, ("Divers",), on=YESTERDAY)
        present = (Attendee(person=PERSON), Attendee(operator=SCHOOL))
        platform.hold_meeting(self.meeting, HALL, present, on=YESTERDAY)
        platform.adopt_minutes(self.meeting, MINUTES, on=YESTERDAY)
        self.analysis = platform.request_data(some_id("analysis to correct"), "liege", REQUEST, on=YESTERDAY).entity
        platform.record_reminder(self.analysis, "Rappel.", remind_on=TODAY, on=YESTERDAY)
        platform.receive_contribution(self.analysis, MINUTES, "Note", on=YESTERDAY)
        self.moved = a_meeting_of_the_plenary(platform, "to move")
        hours = Hours(starts=time(14), ends=time(16))
        platform.postpone_meeting(self.moved, TODAY, "Salle prise.", hours=hours, on=YESTERDAY)
        platform.attach_to_meeting(self.moved, MINUTES, "Tableau", on=YESTERDAY)
        self.opinion, self.asked = stage.opinions.transmitted, stage.opinions.requested
        platform.answer_opinion(self.opinion, "Merci d'avance.", operator=SCHOOL, on=YESTERDAY)
        platform.observe_effect(self.opinion, "Un premier effet.", on=YESTERDAY)
        platform.note_opinion_erratum(self.opinion, "Lire 3.", on=YESTERDAY)
        self.other_cefa = stage.corrections.members[2]
        platform.name_substitute(self.pole, stage.corrections.members[0], substitute=PERSON, on=YESTERDAY)
        platform.end_membership(self.pole, stage.corrections.members[1], "Départ.", on=YESTERDAY)
        self.themes = stage.opinions.diffusible
        self.project = self._a_project(stage.constituted)
        self.followed = self._a_project_on_condition(stage.constituted)
        self._facts: defaultdict[UUID, list[Event]] = defaultdict(list)
        for event in events_of(platform):
            self._facts[event.originator_id].append(event)

    def version(self, entity: UUID, fact: str, nth: int = 0) -> int:
        """Returns the version of the n-th fact of a class of that name."""
        found = [each.originator_version for each in self._facts[entity] if type(each).__name__ == fact]
        return found[nth]

    def _a_project(self, pole: UUID) -> UUID:
        platform = self._platform
        project = self._submitted(pole)
        platform.give_verdict("liege", project, AGREED, self._judged(project), on=YESTERDAY)
        platform.apply_for_funding(project, some_id("funding to correct"), pole, *PROCEDURE, on=YESTERDAY)
        platform.record_funding_outcome(project, some_id("funding to correct"), 1_000, "Accordé.", on=YESTERDAY)
        platform.start_project(project, on=YESTERDAY)
        platform.report_progress(project, pole, "Tout va bien.", on=YESTERDAY)
        return platform.complete_project(project, "Un atelier ouvert.", on=YESTERDAY).entity

    def _a_project_on_condition(self, pole: UUID) -> UUID:
        platform = self._platform
        project = self._submitted(pole)
        platform.expect_verdict("liege", project, TODAY, on=YESTERDAY)
        judged = self._judged(project)
        platform.give_verdict("liege", project, ON_CONDITION, judged, on=YESTERDAY)
        platform.meet_condition("liege", project, 1, "Ouvert.", on=YESTERDAY)
        return platform.revise_verdict("liege", project, AGREED, "Tout est fait.", judged, on=YESTERDAY).entity

    def _submitted(self, pole: UUID) -> UUID:
        project = carry(self._platform, emerged(self._platform, pole), pole)
        return self._platform.submit_project(project, on=YESTERDAY).entity

    def _judged(self, project: UUID) -> str:
        events = list(self._platform.events.get(project))
        return Project.replay(project, events).content_hash  # type: ignore[arg-type]
