"""Board of a project: the verdict and supports of each Instance, and the fundings."""

from datetime import date
from uuid import UUID

import strawberry
from strawberry import field

from efe_domain.project.events import FundingAuthority, SupportKind, SupportPhase, VerdictKind
from efe_domain.shared.bassins import Bassin
from efe_graphql.contract.arguments import Day
from efe_graphql.contract.scalars import Cents
from efe_graphql.request.context import Info
from efe_graphql.types.decision.decision import Decision
from efe_graphql.types.funding_call import FundingCall
from efe_graphql.types.meeting import Meeting
from efe_graphql.types.objects.lazy import Lazy, linked, listed
from efe_graphql.types.objects.node import Node
from efe_graphql.types.pole.pole import Pole
from efe_graphql.types.project.verdict_quorum import VerdictQuorum, quorum_of
from efe_projections.engine.batch import by
from efe_projections.project.hearings import HearingRow, VerdictRow
from efe_projections.project.means import FundingRow, SupportRow


@strawberry.type(description="Une condition d'un accord : ouverte jusqu'à ce que l'Instance la dise remplie.")
class VerdictCondition:
    number: int = field(description="Son rang, à partir de 1.")
    text: str = field(description="La condition.")
    due_on: date | None = field(description="Dernier jour pour la remplir, si l'Instance en fixe un.")
    met_on: date | None = field(description="Jour où elle a été remplie ; nul tant qu'elle est ouverte.")
    finding: str | None = field(description="Comment elle l'a été.")


@strawberry.type(description="Le verdict d'une Instance sur un contenu d'un projet (PS-ACCORD).")
class Verdict(Node):
    ROW = VerdictRow

    row: strawberry.Private[VerdictRow]
    bassin: Bassin = field(description="Le bassin de l'Instance.")
    kind: VerdictKind = field(description="Ce qu'elle dit.")
    conditions: str = field(description="Les conditions de son accord, s'il en a, une par ligne.")
    reasons: str = field(description="Ses raisons.")
    meeting: UUID | None = field(
        description="L'identifiant de la réunion où elle s'est prononcée, si elle la nomme.",
        deprecation_reason="Lire `sitting`, qui est la réunion même ; absent à partir du 2027-05-29.",
    )
    without_meeting: str | None = field(description="Pourquoi elle s'est prononcée hors réunion.")
    why: str | None = field(description="Pourquoi ce verdict révise le précédent, s'il en révise un.")
    number: int = field(description="Le rang du contenu jugé.")
    content_hash: str = field(description="L'empreinte du contenu jugé.")
    given_on: date = field(description="Jour du verdict.")
    until: date | None = field(description="Jour à partir duquel une révision en a pris la place.")
    illustrative: bool = field(description="S'il est là pour une démonstration.")

    @field(description="Qui siégeait à cette réunion, parmi les titulaires d'un mandat ; nul sans réunion.")
    async def quorum(self, info: Info) -> VerdictQuorum | None:
        return await quorum_of(info.context, self.row.meeting, self.as_of)

    sitting = linked(Meeting, "row.meeting", "La réunion où elle s'est prononcée, si elle la nomme.")

    @field(description="Les conditions de son accord, une à une, et si elles sont remplies.")
    def condition_list(self) -> list[VerdictCondition]:
        return [
            VerdictCondition(
                number=each.number, text=each.text, due_on=each.due_on, met_on=each.met_on, finding=each.finding
            )
            for each in self.row.condition_list
        ]


@strawberry.type(description="Le soutien d'une Instance à un projet (PS-SOUTIEN, PS-PHASES).")
class Support(Node):
    ROW = SupportRow

    row: strawberry.Private[SupportRow]
    bassin: Bassin = field(description="Le bassin de l'Instance.")
    kind: SupportKind = field(description="Sa sorte.")
    phase: SupportPhase = field(description="À quoi il sert.")
    description: str = field(description="En quoi il consiste.")
    number: int = field(description="Le rang du contenu auquel l'Instance avait donné son accord.")
    hours: int | None = field(description="Combien d'heures elle prévoit en tout, si elle le dit.")
    starts: date | None = field(description="Le premier jour qu'elle prévoit, si elle le dit.")
    ends: date | None = field(description="Le dernier jour qu'elle prévoit, si elle le dit.")
    since: date = field(description="Jour de l'octroi.")
    until: date | None = field(description="Jour de la fin, qui n'est plus compris.")
    end_reason: str | None = field(description="Pourquoi il a pris fin.")
    illustrative: bool = field(description="S'il est là pour une démonstration.")

    @field(description="Si c'est le refus de l'Instance qui y a mis fin.")
    def ended_by_verdict(self) -> bool:
        return self.row.by_verdict is not None

    @field(description="S'il a pris fin quand le pôle pilote a libéré le pôle resté sans réponse, et non par elle.")
    def ended_by_release(self) -> bool:
        return self.row.by_release

    @field(description="S'il est à confirmer : un amendement a rouvert l'accord, et l'Instance ne l'a pas redonné.")
    async def to_reconfirm(self, info: Info) -> bool:
        key = (self.row.project, self.row.bassin)
        line = await info.context.rows.one(by(HearingRow, "project", "bassin"), key, at=self.as_of.position)
        agreed = line is not None and line.verdict not in (None, VerdictKind.REFUSED)
        return self.row.until is None and not agreed


@strawberry.type(description="Une demande de financement d'un pôle porteur (PS-FIN, PS-CREDITS).")
class Funding(Node):
    ROW = FundingRow

    row: strawberry.Private[FundingRow]
    bassin: Bassin = field(description="Le bassin du pôle.")
    authority: FundingAuthority = field(description="L'exécutif dont la procédure dépend.")
    procedure: str = field(description="La procédure de sélection.")
    applied_on: date = field(description="Jour de la demande.")
    decided_on: date | None = field(description="Jour de l'issue ; nul tant qu'elle est attendue.")
    comment: str = field(description="Ce qui est dit de l'issue.")
    call_name: str | None = field(description="Le nom de l'appel choisi au registre, tel que la demande l'a lu.")
    call_closes: date | None = field(description="Le dernier jour de cet appel, tel que la demande l'a lu.")
    illustrative: bool = field(description="Si elle est là pour une démonstration.")

    @field(description="Le montant demandé, en centimes d'euro.")
    def amount(self) -> Cents:
        return Cents(self.row.amount_cents)

    @field(description="Si la demande cite une décision du pôle, que tous ne voient pas.")
    def decided(self) -> bool:
        return self.row.decision is not None

    decision = linked(Decision, "row.decision", "La décision du pôle, s'il en cite une.")

    @field(description="Si la demande vient après le dernier jour de l'appel, tel qu'elle l'a lu ; nul sans appel.")
    def late(self) -> bool | None:
        return None if self.row.call_closes is None else self.row.applied_on > self.row.call_closes

    call = linked(FundingCall, "row.call", "L'appel du registre qu'elle a choisi, tel qu'il est.")

    @field(description="Le montant accordé, en centimes d'euro ; nul si l'issue est attendue, ou un refus.")
    def granted(self) -> Cents | None:
        return None if self.row.granted_cents is None else Cents(self.row.granted_cents)

    pole = linked(Pole, "row.pole", "Le pôle qui demande.")


@strawberry.type(description="Une ligne du tableau de bord d'un projet : une Instance concernée.")
class ProjectHearing(Node):
    ROW = HearingRow

    row: strawberry.Private[HearingRow]
    bassin: Bassin = field(description="Le bassin de l'Instance.")
    since: date = field(description="Depuis quand le projet la concerne.")
    until: date | None = field(description="Depuis quand il ne la concerne plus.")
    submitted_number: int | None = field(description="Le rang du contenu actuel, s'il lui est soumis.")
    submitted_on: date | None = field(description="Jour de la soumission.")
    expected_on: date | None = field(description="Jour où, d'après elle, son verdict est attendu au plus tard.")
    verdict: VerdictKind | None = field(description="Ce qu'elle dit du contenu actuel ; nul si elle est attendue.")
    verdict_on: date | None = field(description="Jour de ce verdict.")
    reopened_on: date | None = field(description="Jour où un amendement a rouvert son verdict, la dernière fois.")
    reopened_reason: str | None = field(description="Pourquoi.")
    illustrative: bool = field(description="Si elle est là pour une démonstration.")

    @field(description="Si, ce jour-là, le verdict qu'elle annonçait est en retard.")
    def overdue(self, info: Info, in_force_on: Day = None) -> bool:
        awaited = self.row.expected_on if self.row.verdict is None and self.row.until is None else None
        return awaited is not None and awaited < (in_force_on or info.context.today)

    project = linked(Lazy("Project"), "row.project", "Le projet.")

    @field(description="Ce verdict, avec ses conditions et ses raisons.")
    async def verdict_given(self, info: Info) -> Verdict | None:
        version = self.row.verdict_version
        key = (self.row.project, version)
        return await Verdict.load(info.context, key, self.as_of) if version else None

    supports = listed(
        Support, "Ses soutiens, terminés ou non.", lasting=True, project="row.project", bassin="row.bassin"
    )

    fundings = listed(
        Funding, "Les demandes de financement de ses pôles.", project="row.project", bassin="row.bassin"
    )
