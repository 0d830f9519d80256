"""An invitation to carry a project: what the invited pôle and its Instance see of the project before they join."""

from datetime import date

import strawberry
from strawberry import ID, field

from efe_domain.project.invitation import InvitationState
from efe_domain.shared.bassins import Bassin
from efe_graphql.contract.arguments import Day
from efe_graphql.contract.global_id import uuid_or_none
from efe_graphql.request.context import Context, Info
from efe_graphql.types.decision.decision import Decision
from efe_graphql.types.objects.entity import Entity
from efe_graphql.types.objects.lazy import linked
from efe_graphql.types.pole.pole import Pole
from efe_graphql.types.project.joint_meeting import InvitedJointMeeting
from efe_graphql.types.project.project import Project
from efe_graphql.types.project.project_content import InvitationContent
from efe_projections.engine.listing import Listing
from efe_projections.project.invitations import InvitationRow
from efe_projections.project.reads import invitations


@strawberry.type(description="L'invitation d'un pôle à porter un projet, avec le contenu qu'elle lui montre.")
class Invitation(Entity):
    SUBJECT = "invitation"
    ROW = InvitationRow

    row: strawberry.Private[InvitationRow]
    bassin: Bassin = field(description="Le bassin du pôle invité.")
    state: InvitationState = field(description="Ce qu'elle est devenue.")
    number: int = field(description="Le rang du contenu qu'elle montre.")
    content_hash: str = field(description="L'empreinte de ce contenu : la décision du pôle nomme celle qu'elle juge.")
    sent_on: date = field(description="Jour de l'invitation.")
    answer_by: date = field(description="Dernier jour pour l'accepter ou la décliner.")
    answered_on: date | None = field(description="Jour où elle a été acceptée, déclinée ou retirée.")
    reason: str | None = field(description="Pourquoi elle a été déclinée ou retirée.")
    illustrative: bool = field(description="Si elle est là pour une démonstration.")
    version: int = field(description="À donner à `expectedVersion` pour agir sur cet état seulement.")

    @field(description="Si, ce jour-là, son dernier jour est passé sans réponse.")
    def lapsed(self, info: Info, in_force_on: Day = None) -> bool:
        return self.row.state is InvitationState.OPEN and self.row.answer_by < (in_force_on or info.context.today)

    @field(description="Le bassin du pôle qui invite.")
    def inviter_bassin(self) -> Bassin:
        return Bassin(self.row.inviter_bassin)

    @field(description="Le contenu du projet.")
    def content(self) -> InvitationContent:
        return InvitationContent(row=self.row, as_of=self.as_of)

    @field(description="Les réunions conjointes du projet dont le pôle invité a appris (PS-RENCONTRE).")
    def joint_meetings(self) -> list[InvitedJointMeeting]:
        return [InvitedJointMeeting.of(self.row.project, each, self.as_of) for each in self.row.meetings]

    @field(description="L'identifiant du projet, que la décision de le porter nomme.")
    def project_id(self) -> ID:
        return ID(f"Project:{self.row.project}")

    project = linked(
        Project,
        "row.project",
        "Le projet ; nul tant qu'il n'est pas visible, l'invitation n'en montrant que le contenu.",
    )

    pole = linked(Pole, "row.pole", "Le pôle invité.")

    inviter = linked(Pole, "row.inviter", "Le pôle qui invite.")

    @field(description="La décision par laquelle le pôle invité l'a acceptée, si elle est visible.")
    async def decision(self, info: Info) -> Decision | None:
        decision = self.row.decision
        return await Decision.load(info.context, (decision,), self.as_of) if decision else None


@strawberry.input(description="Quelles invitations : celles qui remplissent toutes les conditions données.")
class InvitationFilter:
    bassin: Bassin | None = field(default=None, description="À un pôle de ce bassin.")
    pole_id: ID | None = field(default=None, description="À ce pôle.")
    project_id: ID | None = field(default=None, description="À porter ce projet.")
    state: InvitationState | None = field(default=None, description="Dans cet état.")
    open_on: date | None = field(default=None, description="Auxquelles on peut répondre ce jour-là.")

    def listing(self, _context: Context) -> Listing[InvitationRow]:
        return invitations(
            bassin=self.bassin,
            pole=uuid_or_none("Pole", self.pole_id),
            project=uuid_or_none("Project", self.project_id),
            state=self.state,
            open_on=self.open_on,
        )
