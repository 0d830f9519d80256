"""Dossier of a project: contents, carriers, invitations, board, support, funding and progress."""

from datetime import date

import strawberry
from strawberry import field

from efe_domain.project.content import ActionProgress
from efe_domain.shared.bassins import Bassin, commune
from efe_graphql.contract.as_of import ResolvedAsOf
from efe_graphql.execution.prefetch import reading
from efe_graphql.request.context import Info
from efe_graphql.types.decision.decision import Decision
from efe_graphql.types.document import ProjectAttachment, attachments_of_project
from efe_graphql.types.objects.lazy import Lazy, linked, listed
from efe_graphql.types.objects.node import Node, RowView
from efe_graphql.types.people import Account
from efe_graphql.types.pole.pole import Pole
from efe_graphql.types.project.joint_meeting import JointMeeting
from efe_graphql.types.project.project_content import ProjectAction, ProjectContent
from efe_graphql.types.project.project_plan import ProjectPlan, content_of
from efe_graphql.types.project.project_timeline import MAX_FACTS, ProjectFact, timeline_of, timeline_total
from efe_graphql.types.project.project_verdicts import Funding, ProjectHearing, Support, Verdict
from efe_projections.engine.batch import by
from efe_projections.pole.rows import PoleRow
from efe_projections.project.contents import ProgressReportRow, ProjectCarrierRow, ProjectContentRow
from efe_projections.project.invitations import InvitationRow
from efe_projections.project.rows import ProjectDossierRow, ProjectRow, ProjectState


@strawberry.type(description="Un pôle qui porte un projet, par une décision adoptée (PS-CONSENSUS, PS-CONJOINT).")
class ProjectCarrier(Node):
    ROW = ProjectCarrierRow

    row: strawberry.Private[ProjectCarrierRow]
    bassin: Bassin = field(description="Son bassin.")
    since: date = field(description="Jour où il a rejoint le projet.")
    until: date | None = field(description="Jour de son départ, qui n'est plus compris.")
    reason: str | None = field(description="Pourquoi il est parti.")
    content_hash: str = field(description="L'empreinte du dernier contenu qu'il a adopté.")
    released: bool = field(description="Si le pôle pilote l'a libéré, faute de réponse au contenu amendé.")
    past_events: int = field(description="Combien d'événements le projet avait quand il l'a rejoint.")
    past_root: str = field(description="La racine de Merkle (RFC 9162) de ces événements, en hexadécimal.")
    illustrative: bool = field(description="S'il est là pour une démonstration.")

    pole = linked(Pole, "row.pole", "Le pôle.")

    decision = linked(Decision, "row.decision", "La décision par laquelle il porte ce contenu.")

    @field(description="Si son départ cite sa décision, que tous ne voient pas ; nul tant qu'il porte le projet.")
    def departure_decided(self) -> bool | None:
        return None if self.row.until is None else self.row.departure_decision is not None

    departure_decision = linked(
        Decision, "row.departure_decision", "Sa décision de quitter le projet ; nulle si son départ n'en cite pas."
    )


@strawberry.type(description="Ce qu'un pôle porteur rapporte de l'avancement d'un projet.")
class ProgressReport(Node):
    ROW = ProgressReportRow

    row: strawberry.Private[ProgressReportRow]
    report: str = field(description="Le rapport ; vide s'il ne dit que l'état d'une action.")
    state: ActionProgress | None = field(description="L'état de l'action, si le rapport porte sur une action.")
    reported_on: date = field(description="Son jour.")
    illustrative: bool = field(description="S'il est là pour une démonstration.")

    pole = linked(Pole, "row.pole", "Le pôle qui rapporte.")

    @field(description="Qui a consigné le rapport ; il ne lie personne (PS-PLAN).")
    def recorded_by(self) -> Account | None:
        return Account.of(self.row.actor) if self.row.actor else None

    @field(description="L'action sur laquelle il porte ; nulle s'il porte sur le projet.")
    async def action(self, info: Info) -> ProjectAction | None:
        name = self.row.action
        content = await content_of(info.context, self.row.project, name.number, self.as_of) if name else None
        action = content.content.actions[name.rank - 1] if name and content else None
        return ProjectAction(nature=action.nature, description=action.description) if action else None


@strawberry.type(description="Ce qu'un projet ne montre qu'à ceux qu'il concerne.")
class ProjectDossier(RowView):
    ROW = ProjectDossierRow

    row: strawberry.Private[ProjectDossierRow]
    as_of: strawberry.Private[ResolvedAsOf]
    state: ProjectState = field(description="Où il en est.")
    content_hash: str = field(
        description="L'empreinte SHA-256 du contenu actuel : un verdict ou une décision dit laquelle il juge."
    )
    started_on: date | None = field(description="Jour du démarrage.")
    ended_on: date | None = field(description="Jour où il a été achevé ou abandonné.")
    ending: str | None = field(description="Son résultat, ou pourquoi il a été abandonné.")
    started_without_agreement: bool = field(description="S'il a démarré après le refus de chaque Instance concernée.")
    illustrative: bool = field(
        description="Si ses jours, son pôle pilote et ce qu'il devient sont là pour une démonstration."
    )

    @field(description="Les documents joints, du premier au dernier.")
    async def attachments(self, info: Info) -> list[ProjectAttachment]:
        return await attachments_of_project(info.context, self.row.project, self.as_of)

    @field(description="Le pôle pilote.")
    @reading(by(PoleRow, "id"), lambda dossier, _: (dossier.row.lead,), gives=Pole)
    async def lead(self, info: Info) -> Pole | None:
        return await Pole.load(info.context, (self.row.lead,), self.as_of)

    @field(description="Le pôle porteur à qui le pilotage est proposé, s'il ne l'a pas encore pris.")
    async def lead_offered(self, info: Info) -> Pole | None:
        candidate = self.row.lead_offered
        return await Pole.load(info.context, (candidate,), self.as_of) if candidate else None

    @field(description="Si le pôle pilote porte le projet par sa propre décision, fût-ce sur un contenu d'avant.")
    async def lead_carries(self, info: Info) -> bool:
        rows, key = info.context.rows, (self.row.project,)
        carriers = await rows.all(by(ProjectCarrierRow, "project"), key, at=self.as_of.position)
        return any(each.pole == self.row.lead and each.until is None for each in carriers)

    @field(description="Si sa fin cite une décision du pôle, que tous ne voient pas ; nul tant qu'il dure.")
    def ending_decided(self) -> bool | None:
        return None if self.row.ended_on is None else self.row.ending_decision is not None

    ending_decision = linked(
        Decision, "row.ending_decision", "La décision du pôle de l'achever ou de l'abandonner, s'il en cite une."
    )

    @field(description="Le contenu actuel.")
    async def content(self, info: Info) -> ProjectContent | None:
        return await ProjectContent.load(info.context, (self.row.project, self.row.content_number), self.as_of)

    @field(description="Les bassins de communes du contenu actuel dont l'Instance n'est pas concernée.")
    async def bassins_outside(self, info: Info) -> list[Bassin]:
        key = (self.row.project, self.row.content_number)
        rows, at = info.context.rows, self.as_of.position
        content = await rows.one(by(ProjectContentRow, "project", "number"), key, at=at)
        project = await rows.one(by(ProjectRow, "project"), (self.row.project,), at=at)
        communes = content.content.communes if content else ()
        return sorted({commune(nis).bassin for nis in communes} - {*(project.bassins if project else ())})

    contents = listed(
        ProjectContent,
        "Tous les contenus, du premier au dernier, avec la raison de chaque amendement.",
        project="row.project",
    )

    carriers = listed(ProjectCarrier, "Les pôles qui le portent ou l'ont porté.", lasting=True, project="row.project")

    @field(
        graphql_type=Lazy("Invitation").many,
        description="Les invitations à le porter, pour les Instances et les pôles de chacune (PS-CONJOINT).",
    )
    async def invitations(self, info: Info) -> list[Node]:
        key, at = (self.row.project,), self.as_of.position
        rows = await info.context.rows.all(by(InvitationRow, "project"), key, at=at)
        return [Lazy("Invitation").resolve_type().of(row, self.as_of) for row in rows]

    board = listed(
        ProjectHearing,
        "Le tableau de bord : une ligne par Instance concernée, ou qui l'a été.",
        prefetched=True,
        lasting=True,
        project="row.project",
    )

    verdicts = listed(Verdict, "Tous les verdicts, du premier au dernier, rouverts ou non.", project="row.project")

    supports = listed(Support, "Tous les soutiens, terminés ou non.", lasting=True, project="row.project")

    fundings = listed(Funding, "Les demandes de financement (PS-FIN).", project="row.project")

    @field(description="Le plan de travail, à côté du contenu jugé (PS-PLAN).")
    def plan(self) -> ProjectPlan:
        return ProjectPlan.of(self.row, self.as_of)

    @field(description="Les réunions conjointes des pôles du projet, par jour, annulées ou non (PS-RENCONTRE).")
    async def joint_meetings(self, info: Info) -> list[JointMeeting]:
        key, batch = (self.row.project,), by(JointMeeting.ROW, "project")
        meetings = await JointMeeting.load_all(info.context, batch, key, self.as_of)
        return sorted(meetings, key=lambda each: (each.day, each.row.meeting))

    progress_reports = listed(
        ProgressReport, "Les rapports d'avancement, du premier au dernier.", project="row.project"
    )

    @field(description=f"Les faits du projet, le dernier consigné d'abord : les {MAX_FACTS} derniers au plus.")
    async def timeline(self, info: Info) -> list[ProjectFact]:
        return [*await timeline_of(info.context, self.row.project, self.as_of)]

    @field(description="Combien de faits compte le projet en tout.")
    async def timeline_total(self, info: Info) -> int:
        return await timeline_total(info.context, self.row.project, self.as_of)
