"""Objects of the Instance of Namur: one of every kind that belongs to an Instance."""

from uuid import UUID, uuid5

from msgspec.structs import replace

from efe_domain.decision.decision import Decision
from efe_domain.decision.events import DecisionKind, Stance
from efe_domain.instance.events import Mandate
from efe_domain.law.rules import Rule
from efe_domain.platform import Platform
from efe_domain.project.events import SupportKind, SupportPhase
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.documents import Document
from efe_domain.shared.ids import NumberScheme, operator_id
from efe_domain.shared.texts import slug
from tests.domain.given import HEATING, NOTE, YESTERDAY, some_id, speaker_of
from tests.domain.opinions import INFORMATION, LANGUAGES, REQUEST, SAYING
from tests.domain.projects import AGREED, COMMUNES, NAMUR, acting_in
from tests.infra.commands.decision_stage import WORDING
from tests.infra.commands.project_stage import CALL, PROCEDURE, TOGETHER, carry, emerged, stream_of
from tests.infra.commands.stage import COORDINATOR_OF_NAMUR, HALL, KINDS, PERSON, by

BODY, SEAT, SITE, SUPPORT, FUNDING = (some_id(f"{what} of Namur") for what in ("body", "seat", "site", "s", "f"))
OPERATOR = operator_id(NumberScheme.FASE, "91")
JOINT = some_id("joint meeting of Namur")


class Elsewhere:
    """Done by the coordinator of Namur, yesterday. `ids` are global ids by type."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        with by(COORDINATOR_OF_NAMUR):
            self.pole = self._a_pole()
            self.ids = {
                "Pole": f"Pole:{self.pole}",
                "Body": f"Body:{BODY}",
                "BodySeat": f"BodySeat:{SEAT}",
                "Site": f"Site:{SITE}",
                "Operator": f"Operator:{OPERATOR}",
                "Support": f"Support:{SUPPORT}",
                "Funding": f"Funding:{FUNDING}",
                "FundingCall": f"FundingCall:{self._a_call()}",
                **self._met(),
                **self._decided(),
                **self._said(),
                "Project": f"Project:{(project := self._a_project())}",
                "JointMeeting": f"JointMeeting:{project}/{JOINT}",
            }

    def _a_call(self) -> UUID:
        return self.platform.open_funding_call(NAMUR, some_id("call of Namur"), CALL, on=YESTERDAY).entity

    def _a_pole(self) -> UUID:
        platform = self.platform
        platform.identify_axis(NAMUR, HEATING, on=YESTERDAY)
        pole = platform.create_pole(NAMUR, HEATING, "Chauffage", on=YESTERDAY).entity
        for number, kind in enumerate(KINDS[:3], start=91):
            operator = platform.register_operator(
                NAMUR, NumberScheme.FASE, str(number), f"N° {number}", kind, on=YESTERDAY
            ).entity
            site = SITE if operator == OPERATOR else some_id(str(number))
            platform.open_site(NAMUR, operator, site, COMMUNES[NAMUR], on=YESTERDAY)
            platform.recognise_competence(NAMUR, operator, HEATING, on=YESTERDAY)
            platform.designate_member(pole, operator, representative=speaker_of(operator), on=YESTERDAY)
        return platform.constitute_pole(pole, on=YESTERDAY).entity

    def _met(self) -> dict[str, str]:
        self.platform.set_up_body(NAMUR, BODY, "Plénière", Rule.M6, on=YESTERDAY)
        self.platform.fill_seat(
            NAMUR, BODY, SEAT, Mandate(category="Forem", voting=True, person=PERSON), on=YESTERDAY
        )
        meeting = some_id("meeting of Namur")
        self.platform.convene_body(meeting, NAMUR, BODY, YESTERDAY, HALL, on=YESTERDAY)
        return {"Meeting": f"Meeting:{meeting}"}

    def _decided(self) -> dict[str, str]:
        decision = some_id("decision of Namur")
        self.platform.propose_decision(decision, self.pole, DecisionKind.DECISION, WORDING, on=YESTERDAY)
        found = Decision.replay(decision, list(self.platform.events.get(decision)))  # type: ignore[arg-type]
        self.platform.take_position(
            decision, OPERATOR, Stance.OBJECT, "Non.", content_hash=found.content_hash, document=NOTE, on=YESTERDAY
        )
        return {"Decision": f"Decision:{decision}", "Objection": f"Objection:{decision}/1"}

    def _said(self) -> dict[str, str]:
        platform, analysis = self.platform, some_id("analysis of Namur")
        platform.request_data(analysis, NAMUR, REQUEST, on=YESTERDAY)
        report = Document(sha256="b" * 64, size=1, media_type="text/plain")
        platform.receive_contribution(analysis, report, "Note", on=YESTERDAY)
        platform.write_synthesis(analysis, "Trente postes.", on=YESTERDAY)
        platform.adopt_synthesis(analysis, on=YESTERDAY)
        theme = replace(LANGUAGES, analyses=(analysis,))
        themes = platform.draft_themes(NAMUR, "Thématiques", (theme,), on=YESTERDAY).entity
        opinion = platform.undertake_opinion(
            some_id("opinion of Namur"), replace(INFORMATION, bassin=Bassin.NAMUR), SAYING, on=YESTERDAY
        ).entity
        return {
            "Analysis": f"Analysis:{analysis}",
            "ThemeList": f"ThemeList:{themes}",
            "Theme": f"Theme:{themes}/{uuid5(themes, slug(theme.label))}",
            "Opinion": f"Opinion:{opinion}",
        }

    def _a_project(self) -> UUID:
        """One of which others may not know yet; another one has what an agreement brings."""
        platform, unseen = self.platform, emerged(self.platform, self.pole, acting_in(NAMUR))
        platform.call_joint_meeting(unseen, self.pole, JOINT, *TOGETHER, on=YESTERDAY)
        project = carry(platform, emerged(platform, self.pole, acting_in(NAMUR)), self.pole)
        platform.submit_project(project, on=YESTERDAY)
        hashed = stream_of(platform, project).content_hash
        platform.give_verdict(NAMUR, project, AGREED, hashed, on=YESTERDAY)
        kinds = SupportKind.HUMAN, SupportPhase.ANALYSE
        platform.grant_support(NAMUR, project, SUPPORT, *kinds, "Un mi-temps.", on=YESTERDAY)
        platform.apply_for_funding(project, FUNDING, self.pole, *PROCEDURE, on=YESTERDAY)
        return unseen
