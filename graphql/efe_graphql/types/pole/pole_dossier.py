"""Restricted part of a pôle: seats, terms, evaluations, meetings and modalities."""

from datetime import date
from operator import attrgetter

import strawberry
from strawberry import field

from efe_domain.law.rules import MAX_TERM_YEARS
from efe_domain.law.texts import NUMBERS
from efe_domain.pole.events import CollegeSeats as CollegeSeatsFact
from efe_domain.shared.colleges import College
from efe_domain.shared.ids import instance_id
from efe_graphql.contract.arguments import Day, InForceOn
from efe_graphql.contract.as_of import ResolvedAsOf
from efe_graphql.execution.prefetch import reading
from efe_graphql.request.context import Info
from efe_graphql.types.document import Document, signed_document
from efe_graphql.types.meeting import PoleMeetingsDossier
from efe_graphql.types.objects.connection import pages
from efe_graphql.types.objects.lazy import Lazy, linked, listed
from efe_graphql.types.objects.node import Node, RowView
from efe_graphql.types.operator import Operator
from efe_graphql.types.people import linked_person
from efe_graphql.types.pole.composition import Composition, compose
from efe_projections.engine.batch import by
from efe_projections.instance.rows import AxisRow
from efe_projections.operator.rows import OperatorRow
from efe_projections.pole.memberships import MembershipRow
from efe_projections.pole.rows import PoleRow
from efe_projections.pole.terms import EvaluationRow, ModalitiesProposalRow, ModalitiesRow, TermRow
from efe_projections.project.reads import board_of


@strawberry.type(description="Un siège dans un pôle (PS-DESIGN).")
class Membership(Node):
    ROW = MembershipRow

    row: strawberry.Private[MembershipRow]
    college: College = field(description="Le collège pour lequel l'opérateur siège.")
    since: date = field(description="Jour de la désignation.")
    until: date | None = field(description="Jour de la fin, qui n'est plus compris.")
    end_reason: str | None = field(description="Pourquoi le siège a pris fin.")
    illustrative: bool = field(description="S'il est là pour une démonstration.")

    meeting = linked(
        Lazy("Meeting"),
        "row.meeting",
        "La réunion d'un organe de l'Instance que la désignation cite, s'il y en a une.",
    )

    @field(description="L'opérateur qui siège.")
    @reading(by(OperatorRow, "id"), lambda seat, _: (seat.row.operator,), gives=Operator)
    async def operator(self, info: Info) -> Operator | None:
        return await Operator.load(info.context, (self.row.operator,), self.as_of)

    representative = linked_person("row.representative", "La personne qui le représente, s'il y en a une.")

    substitute = linked_person("row.substitute", "La personne qui supplée ce représentant, s'il y en a une.")


@strawberry.type(description="Les opérateurs qui comptaient pour un collège quand la composition a été vérifiée.")
class CollegeSeats:
    college: College = field(description="Le collège.")
    seats: strawberry.Private[CollegeSeatsFact]
    as_of: strawberry.Private[ResolvedAsOf]

    @field(description="Les opérateurs.")
    async def operators(self, info: Info) -> list[Operator]:
        operators = [await Operator.load(info.context, (each,), self.as_of) for each in self.seats.operators]
        return [operator for operator in operators if operator]


@strawberry.type(description=f"Un terme, de {NUMBERS[MAX_TERM_YEARS]} ans au plus, ses deux jours compris (PS-3ANS).")
class Term(Node):
    ROW = TermRow

    row: strawberry.Private[TermRow]
    starts: date = field(description="Premier jour.")
    ends: date = field(description="Dernier jour.")
    decided_on: date = field(description="Jour de la décision.")
    evaluated_on: date | None = field(description="Jour de l'évaluation dont ce terme est la suite (PS-EVAL).")
    why: str | None = field(
        description="Pourquoi le pôle dont celui-ci prend la suite n'est pas évalué, si l'Instance le dit."
    )
    illustrative: bool = field(description="S'il est là pour une démonstration.")

    continues = linked(Lazy("Pole"), "row.continues", "Le pôle du même axe dont celui-ci prend la suite (PS-EVAL).")
    meeting = linked(
        Lazy("Meeting"), "row.meeting", "La réunion d'un organe de l'Instance que la décision cite, s'il y en a une."
    )

    @field(description="La composition vérifiée à la décision (PS-COMPO).")
    def composition(self) -> list[CollegeSeats]:
        return [CollegeSeats(college=seats.college, seats=seats, as_of=self.as_of) for seats in self.row.composition]


@strawberry.type(description="Un critère d'une évaluation.")
class Criterion:
    label: str = field(description="Le critère.")
    finding: str = field(description="Ce qui a été constaté.")


@strawberry.type(description="Une évaluation du fonctionnement d'un pôle par son Instance (PS-EVAL).")
class Evaluation(Node):
    ROW = EvaluationRow

    row: strawberry.Private[EvaluationRow]
    term_starts: date = field(description="Premier jour du terme évalué.")
    evaluated_on: date = field(description="Jour de l'évaluation.")
    conclusion: str = field(description="La conclusion.")
    illustrative: bool = field(description="Si elle est là pour une démonstration.")

    meeting = linked(
        Lazy("Meeting"), "row.meeting", "La réunion d'un organe de l'Instance que l'évaluation cite, s'il y en a une."
    )

    @field(description="Les critères.")
    def criteria(self) -> list[Criterion]:
        return [Criterion(label=each.label, finding=each.finding) for each in self.row.criteria]


@strawberry.type(description="Comment le pôle se réunit, de concert avec son Instance (PS-REUNION).")
class Modalities(Node):
    ROW = ModalitiesRow

    agreed_on: date = field(description="Jour de l'accord.")
    meeting_every_months: int = field(description="Une réunion au moins tous les tant de mois.")
    quorum_percent: int | None = field(description="Quorum, en pour cent des membres, s'il y en a un.")
    remote_allowed: bool = field(description="Si l'on peut se réunir à distance.")
    agreement_per_college: bool = field(description="Si une décision demande l'accord de chaque collège.")
    row: strawberry.Private[ModalitiesRow]

    decision = linked(
        Lazy("Decision"),
        "row.decision",
        "La décision par laquelle le pôle y a marqué son accord ; nulle si elles sont plus anciennes.",
    )


@strawberry.type(
    description="Les modalités sur lesquelles l'Instance a marqué son accord, et que le pôle n'a pas encore décidées."
)
class ModalitiesProposal(Node):
    ROW = ModalitiesProposalRow

    proposed_on: date = field(description="Jour de l'accord de l'Instance.")
    meeting_every_months: int = field(description="Une réunion au moins tous les tant de mois.")
    quorum_percent: int | None = field(description="Quorum, en pour cent des membres, s'il y en a un.")
    remote_allowed: bool = field(description="Si l'on peut se réunir à distance.")
    agreement_per_college: bool = field(description="Si une décision demande l'accord de chaque collège.")
    content_hash: str = field(description="L'empreinte que nomme la décision du pôle sur ces modalités.")


@strawberry.type(description="Ce qu'un pôle ne montre qu'à son Instance et à ses membres.")
class PoleDossier(RowView):
    ROW = PoleRow

    row: strawberry.Private[PoleRow]
    as_of: strawberry.Private[ResolvedAsOf]
    alarm_on: date | None = field(
        description="Jour d'un départ qui a laissé un collège vide, tant que la composition n'est pas revue."
    )
    dissolution_reason: str | None = field(
        description="Pourquoi le pôle a été dissous ; nul tant qu'il ne l'est pas."
    )

    memberships = listed(Membership, "Les sièges, occupés ou non.", prefetched=True, lasting=True, pole="row.id")

    @field(description="La composition un jour donné : qui compte, qui ne compte pas, et pourquoi (PS-COMPO).")
    async def composition(self, info: Info, on: Day = None) -> Composition:
        return await compose(info.context, self.row, self.as_of, on or info.context.today)

    @field(description="Les termes, du premier au dernier.")
    async def terms(self, info: Info, in_force_on: InForceOn = None) -> list[Term]:
        rows = await info.context.rows.all(by(TermRow, "pole"), (self.row.id,), at=self.as_of.position)
        running = (row for row in rows if in_force_on is None or row.starts <= in_force_on <= row.ends)
        return [Term.of(row, self.as_of) for row in running]

    @field(
        graphql_type=Lazy("IdentifiedAxis") | None,
        description="L'identification de son axe par l'Instance ; nulle pour un pôle repris sans elle.",
    )
    async def identification(self, info: Info) -> Node | None:
        key, at = (instance_id(self.row.bassin), self.row.axis), self.as_of.position
        rows = [
            row
            for row in await info.context.rows.all(by(AxisRow, "instance", "axis"), key, at=at)
            if row.since <= self.row.created_on
        ]
        return (
            Lazy("IdentifiedAxis").resolve_type().of(max(rows, key=attrgetter("since")), self.as_of) if rows else None
        )

    @field(description="Le document qui atteste comment il se présentait à sa reprise ; nul pour les autres pôles.")
    async def opening_document(self, info: Info) -> Document | None:
        rows = await info.context.rows.all(by(TermRow, "pole"), (self.row.id,), at=self.as_of.position)
        return next((document for row in rows if (document := signed_document(row, self.as_of))), None)

    evaluations = listed(Evaluation, "Les évaluations, de la première à la dernière.", pole="row.id")

    @field(description="Ses réunions, et s'il se réunit aussi souvent que convenu (PS-REUNION).")
    def meetings(self) -> PoleMeetingsDossier:
        return PoleMeetingsDossier(pole=self.row.id, as_of=self.as_of)

    modalities = linked(Modalities, "row.id", "Les modalités en vigueur ; nulles tant qu'aucune n'est convenue.")

    proposed_modalities = linked(
        ModalitiesProposal,
        "row.id",
        "Les modalités que l'Instance accepte et sur lesquelles le pôle doit encore décider.",
    )

    board = pages(
        Lazy("ProjectHearing"),
        lambda dossier, _: board_of(dossier.row.id),
        "Le tableau de bord des projets qu'il porte ou pilote : une ligne par projet et par Instance.",
    )
