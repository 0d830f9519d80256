"""The ledger and the vault on which every mutation may be done: the stage of the use cases, and a little more."""

from uuid import UUID

from msgspec.structs import replace

from efe_domain.access.grants import Role
from efe_domain.decision.decision import Decision
from efe_domain.decision.events import DecisionKind, Stance
from efe_domain.decision.wording import Wording
from efe_domain.meeting.events import Attendee
from efe_domain.opinion.opinion import Opinion
from efe_domain.platform import Platform
from efe_domain.pole.modalities import Modalities
from efe_domain.shared.command_context import SYSTEM_CLI
from efe_infra.documents.store import DocumentStore
from efe_infra.ledger.factory import ledger_env
from efe_infra.people.closed_accounts import AccountClosure
from efe_infra.people.vault import PersonVault
from efe_infra.postgres.database import Database
from efe_infra.samples.demo.logo import LOGO
from tests.api.sweep.correctable import Correctable
from tests.api.sweep.elsewhere import Elsewhere
from tests.api.sweep.examples_of_api_tokens import ApiTokens
from tests.api.sweep.examples_of_invitations import Invitations
from tests.api.sweep.world import catch_up
from tests.domain.given import NOTE, TODAY, WOOD, YESTERDAY, some_id
from tests.domain.opinions import OPPORTUNITY, SAYING
from tests.infra.commands.project_stage import PERSON_OF_NAMUR, emerged, stream_of
from tests.infra.commands.stage import (
    COMPANY,
    COORDINATOR,
    HALL,
    MANDATE,
    PERSON,
    PLENARY,
    READER,
    SCHOOL,
    TRAINING,
    Stage,
    by,
)

MODALITIES = Modalities(meeting_every_months=4, agreement_per_college=True)
JO, DEPUTY, VACANT = some_id("Jo"), some_id("deputy"), some_id("vacant seat")


class Prepared:
    """`stranger`, `auditor` and `reader` are accounts of the vault, the last two with their role.

    `of_others` has what belongs to another Instance: global ids by type, and the fingerprint of a document.
    """

    def __init__(self, database: Database) -> None:
        with Platform(env=ledger_env(database)) as platform, PersonVault(database, AccountClosure(bytes)) as vault:
            self.stage = Stage(platform)
            self.platform = platform
            self.elsewhere = Elsewhere(platform)
            for number, person in enumerate((PERSON, PERSON_OF_NAMUR, JO, DEPUTY)):
                vault.register_person(
                    given_name="Zoé", family_name=f"Vanderborght{number}", bassins=("liege",), person_id=person
                )
            self.stranger, self.auditor, self.reader = (
                vault.account_for("tests", name) for name in ("stranger", "auditor", "reader")
            )
            with by(SYSTEM_CLI):
                platform.grant_access("liege", self.auditor, Role.AUDITOR, on=YESTERDAY)
                platform.grant_platform_access(self.reader, Role.READER, on=YESTERDAY)
            with by(COORDINATOR):
                self._more()
        with DocumentStore(database) as documents:
            self.sha256, _ = documents.put(b"minutes", "text/plain", bassins=["liege"], by=READER)
            self.logo, _ = documents.put(LOGO, "image/png", bassins=["liege"], by=READER)
            theirs, _ = documents.put(b"theirs", "text/plain", bassins=["namur"], by=READER)
        with PersonVault(database, AccountClosure(bytes)) as vault:
            self.invitations = Invitations(vault)
            self.api_tokens = ApiTokens(vault, database)
        self.of_others = {
            **self.elsewhere.ids,
            "sha256": theirs,
            "PersonInvitation": self.invitations.of_namur,
            "ApiToken": self.api_tokens.of_namur,
        }
        catch_up(database)

    def _more(self) -> None:
        platform, stage = self.platform, self.stage
        platform.fill_seat("liege", PLENARY, VACANT, MANDATE, on=YESTERDAY)
        platform.vacate_seat("liege", PLENARY, VACANT, "Départ.", on=YESTERDAY)
        platform.identify_axis("liege", WOOD, on=YESTERDAY)
        for operator in (COMPANY, TRAINING, SCHOOL):
            platform.recognise_competence("liege", operator, WOOD, on=YESTERDAY)
        project = stage.projects.emerged
        self.hash_of_project = stream_of(platform, project).content_hash
        self.hash_of_submitted = stream_of(platform, stage.projects.submitted).content_hash
        wording = Wording(title="Porter un projet", text="Porté.", subject_hash=self.hash_of_project)
        self.on_a_project = platform.propose_decision(
            some_id("on a project"), stage.constituted, DecisionKind.PROJECT, wording, subject=project, on=YESTERDAY
        ).entity
        self.judged = emerged(platform, stage.companion)
        brief = replace(OPPORTUNITY, pole=stage.constituted, subject=replace(OPPORTUNITY.subject, id=self.judged))
        self.opinion_of_pole = platform.undertake_opinion(some_id("of the pole"), brief, SAYING, on=YESTERDAY).entity
        events = list(platform.events.get(self.opinion_of_pole))
        found = Opinion.replay(self.opinion_of_pole, events)  # type: ignore[arg-type]
        self.hash_of_opinion = found.content_hash
        self.to_give_it = self._adopted(DecisionKind.OPINION, self.opinion_of_pole, found.content_hash)
        self.hash_of_modalities = MODALITIES.hash_for(stage.constituted)
        self.on_modalities = self._adopted(DecisionKind.MODALITIES, stage.constituted, self.hash_of_modalities)
        self.to_amend = self._to(DecisionKind.AMENDMENT, stage.projects.submitted)
        self.to_complete = self._to(DecisionKind.COMPLETION, stage.projects.started)
        self.to_fund = self._to(DecisionKind.FUNDING, stage.projects.carried)
        self.meeting_of_pole = some_id("of the pole, held")
        platform.convene_pole(self.meeting_of_pole, stage.constituted, YESTERDAY, HALL, on=YESTERDAY)
        platform.hold_meeting(self.meeting_of_pole, HALL, (Attendee(person=PERSON),), on=YESTERDAY)
        self.meeting_ahead = some_id("of the pole, ahead")
        platform.convene_pole(self.meeting_ahead, stage.constituted, TODAY, HALL)
        self.meeting_of_today = some_id("of the pole, today")
        platform.convene_pole(self.meeting_of_today, stage.constituted, TODAY, HALL)
        members = tuple(Attendee(operator=each) for each in (COMPANY, TRAINING, SCHOOL))
        platform.hold_meeting(self.meeting_of_today, HALL, members)
        self.correctable = Correctable(platform, stage)

    def _to(self, kind: DecisionKind, project: UUID) -> UUID:
        """Adopts the decision of the pôle to do that in the project."""
        return self._adopted(kind, project, stream_of(self.platform, project).content_hash)

    def _adopted(self, kind: DecisionKind, subject: UUID, subject_hash: str) -> UUID:
        wording = Wording(title="Décider", text="Le pôle en décide.", subject_hash=subject_hash)
        decision = self.platform.propose_decision(
            some_id(f"on {kind}"), self.stage.constituted, kind, wording, subject=subject, on=YESTERDAY
        ).entity
        found = Decision.replay(decision, list(self.platform.events.get(decision)))  # type: ignore[arg-type]
        for seat in found.roster:
            self.platform.take_position(
                decision, seat.operator, Stance.AGREE, content_hash=found.content_hash, document=NOTE, on=YESTERDAY
            )
        return self.platform.adopt_decision(decision, on=YESTERDAY).entity
