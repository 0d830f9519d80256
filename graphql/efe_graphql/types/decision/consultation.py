"""Consultation on a decision: roster, positions, objections, and what is still missing."""

from datetime import date

import strawberry
from strawberry import field

from efe_domain.decision import consultation as domain
from efe_domain.decision.deadline import deadline_of
from efe_domain.decision.events import Stance
from efe_domain.decision.objections import ObjectionState
from efe_domain.pole import composition as composition_of_pole
from efe_domain.pole.members import RosterSeat as SeatFact
from efe_domain.pole.modalities import ConsensusRules
from efe_domain.shared.colleges import College
from efe_graphql.contract.as_of import ResolvedAsOf
from efe_graphql.request.context import Context, Info
from efe_graphql.types.document import Document, signed_document
from efe_graphql.types.objects.lazy import Lazy, linked
from efe_graphql.types.objects.node import Node
from efe_graphql.types.operator import Operator
from efe_graphql.types.people import linked_person
from efe_graphql.types.pole.composition import assessed
from efe_projections.decision.consultation import ObjectionRow, PositionRow, RosterRow, WordingRow
from efe_projections.decision.rows import DecisionRow
from efe_projections.engine.batch import by
from efe_projections.pole.rows import PoleRow
from efe_projections.pole.terms import ModalitiesRow


@strawberry.type(description="Un texte proposé aux membres ; il reste quand un autre le remplace.")
class DecisionWording(Node):
    ROW = WordingRow

    number: int = field(description="Son rang, à partir de 1.")
    title: str = field(description="Le titre.")
    text: str = field(description="Le texte.")
    content_hash: str = field(description="Son empreinte.")
    subject_hash: str = field(description="L'empreinte du contenu du projet ou de l'avis ; vide sans objet.")
    deadline: date | None = field(description="Le dernier jour, annoncé, pour prendre position.")
    deadline_recorded_on: date | None = field(
        description="Le jour où ce délai a été consigné ; nul avant 0.5.0 et pour une ligne importée."
    )
    proposed_on: date = field(description="Jour de la proposition.")


@strawberry.type(
    description="Ce sur quoi repose une parole consignée au nom d'un membre : une réunion du pôle, ou un document."
)
class StatementBasis:
    row: strawberry.Private[PositionRow]
    as_of: strawberry.Private[ResolvedAsOf]

    meeting = linked(Lazy("Meeting"), "row.meeting", "La réunion du pôle où le membre l'a dite.")

    @field(description="Le document signé par le membre, ou la note datée d'un entretien.")
    def document(self) -> Document | None:
        return signed_document(self.row, self.as_of)

    @classmethod
    def of(cls, row: PositionRow, as_of: ResolvedAsOf) -> "StatementBasis | None":
        return cls(row=row, as_of=as_of) if row.meeting or row.document_sha256 else None


@strawberry.type(description="Une position prise par un membre ; une autre peut la suivre, et toutes restent.")
class DecisionPosition(Node):
    ROW = PositionRow

    row: strawberry.Private[PositionRow]
    stance: Stance = field(description="Ce qu'il dit.")
    words: str = field(description="Ses mots, tels quels ; vide s'il n'en a pas mis.")
    content_hash: str = field(description="L'empreinte du texte jugé.")
    taken_on: date = field(description="Jour de la position.")
    recorded_for: bool = field(description="Si un coordinateur l'a consignée au nom du membre.")
    late: bool | None = field(description="Si elle suit l'adoption ; nul avant 0.5.0 et pour une ligne importée.")

    @field(description="Le document sur lequel elle repose, signé par le membre ou non, s'il y en a un.")
    def document(self) -> Document | None:
        return signed_document(self.row, self.as_of)

    @field(description="Ce sur quoi elle repose si elle a été consignée au nom du membre ; nul sinon, et jadis.")
    def basis(self) -> "StatementBasis | None":
        return StatementBasis.of(self.row, self.as_of) if self.recorded_for else None

    operator = linked(Operator, "row.operator", "Le membre.")

    @field(description="L'objection soulevée par cette position.")
    async def objection(self, info: Info) -> "Objection | None":
        if self.row.objection is None:
            return None
        return await Objection.load(info.context, (self.row.decision, self.row.objection), self.as_of)


@strawberry.type(description="Une objection : elle vaut jusqu'à son retrait, même si son auteur quitte le pôle.")
class Objection(Node):
    ROW = ObjectionRow

    row: strawberry.Private[ObjectionRow]
    number: int = field(description="Son rang, à partir de 1.")
    state: ObjectionState = field(description="Où elle en est.")
    reason: str = field(description="Son motif, tel quel.")
    content_hash: str = field(description="L'empreinte du texte contre lequel elle est soulevée.")
    raised_on: date = field(description="Jour où elle est soulevée.")
    answer: str | None = field(description="La dernière réponse du pôle.")
    answered_on: date | None = field(description="Jour de cette réponse.")
    last_word: str | None = field(
        description="Pourquoi son auteur l'a maintenue ou retirée ; nul si une position sans motif l'a retirée jadis."
    )
    settled_on: date | None = field(description="Jour où son auteur l'a maintenue ou retirée.")

    @field(description="Le document signé par son auteur pour la retirer, s'il y en a un.")
    def document(self) -> Document | None:
        return signed_document(self.row, self.as_of)

    operator = linked(Operator, "row.operator", "Son auteur.")


@strawberry.type(description="Un membre consulté, tel qu'il siégeait le jour où le texte a été proposé.")
class RosterSeat:
    seat: strawberry.Private[SeatFact]
    as_of: strawberry.Private[ResolvedAsOf]
    college: College = field(description="Le collège pour lequel il siégeait.")

    operator = linked(Operator, "seat.operator", "L'opérateur.")

    representative = linked_person("seat.representative", "La personne qui le représentait, s'il y en avait une.")


@strawberry.type(description="Ce qui manque au consensus sur un texte, un jour donné.")
class Consultation:
    outcome: strawberry.Private[domain.Consultation]
    decision: strawberry.Private[DecisionRow]
    as_of: strawberry.Private[ResolvedAsOf]
    on: date = field(description="Le jour.")
    is_consensus: bool = field(
        description="Si rien ne manque : chacun consulté, trois collèges, un accord au moins, aucune objection."
    )
    colleges_not_heard: list[College] = field(
        description="Les collèges dont aucun membre qui compte ce jour-là n'a pris position."
    )
    somebody_agrees: bool = field(description="Si un membre qui compte ce jour-là est d'accord, fût-ce avec réserve.")
    colleges_not_agreeing: list[College] = field(
        description="Les collèges dont aucun membre n'est d'accord, là où les modalités demandent l'accord de chacun."
    )

    @field(description="Les membres que l'on attend encore.")
    async def awaited(self, info: Info) -> list[Operator]:
        operators = [await Operator.load(info.context, (each,), self.as_of) for each in self.outcome.awaited]
        return [operator for operator in operators if operator]

    @field(description="Les membres sans position sur ce texte, attendus ou non.")
    async def silent(self, info: Info) -> list[Operator]:
        operators = [await Operator.load(info.context, (each,), self.as_of) for each in self.outcome.silent]
        return [operator for operator in operators if operator]

    @field(description="Les membres consultés qui ne comptent pas ce jour-là : partis, ou ni locaux ni compétents.")
    async def not_counted(self, info: Info) -> list[Operator]:
        operators = [await Operator.load(info.context, (each,), self.as_of) for each in self.outcome.uncounted]
        return [operator for operator in operators if operator]

    @field(description="Les objections qui ne sont pas retirées.")
    async def standing_objections(self, info: Info) -> list[Objection]:
        keys = [(self.decision.id, number) for number in self.outcome.standing]
        objections = [await Objection.load(info.context, key, self.as_of) for key in keys]
        return [objection for objection in objections if objection]


async def roster(context: Context, decision: DecisionRow, as_of: ResolvedAsOf) -> list[RosterSeat]:
    row = await roster_row(context, decision, as_of)
    return [RosterSeat(seat=seat, as_of=as_of, college=seat.college) for seat in row.seats] if row else []


async def consultation(context: Context, decision: DecisionRow, as_of: ResolvedAsOf, on: date) -> Consultation:
    """Returns the consultation on a day, by the computation of the adoption, as of a position."""
    rows, at = context.rows, as_of.position
    outcome = domain.consult(
        row.seats if (row := await roster_row(context, decision, as_of)) else (),
        composition=await _composition(context, decision, as_of, on),
        stances={
            each.operator: each.stance
            for each in await rows.all(by(PositionRow, "decision"), (decision.id,), at=at)
            if each.content_hash == decision.content_hash
        },
        standing=[
            each.number
            for each in await rows.all(by(ObjectionRow, "decision"), (decision.id,), at=at)
            if each.state is not ObjectionState.WITHDRAWN
        ],
        deadline=deadline_of(decision.deadline, decision.deadline_recorded_on),
        rules=(row and row.consensus) or await _rules_in_force(context, decision, as_of, on),
    )
    return Consultation(
        outcome=outcome,
        decision=decision,
        as_of=as_of,
        on=on,
        is_consensus=outcome.is_consensus,
        colleges_not_heard=list(outcome.unheard),
        somebody_agrees=not outcome.nobody_agrees,
        colleges_not_agreeing=list(outcome.not_agreeing),
    )


async def roster_row(context: Context, decision: DecisionRow, as_of: ResolvedAsOf) -> RosterRow | None:
    """Returns the roster of the consultation with its rules, if it is open."""
    return await context.rows.one(by(RosterRow, "id"), (decision.id,), at=as_of.position)


async def _composition(
    context: Context, decision: DecisionRow, as_of: ResolvedAsOf, on: date
) -> composition_of_pole.Composition:
    pole = await context.rows.one(by(PoleRow, "id"), (decision.pole,), at=as_of.position)
    if pole is None:
        return composition_of_pole.assess((), bassin=decision.bassin, axis_key="", on=on)
    return await assessed(context, pole, as_of, on)


async def _rules_in_force(context: Context, decision: DecisionRow, as_of: ResolvedAsOf, on: date) -> ConsensusRules:
    """Returns the rules of a decision opened before rules were stored with it."""
    agreed = await context.rows.one(by(ModalitiesRow, "id"), (decision.pole,), at=as_of.position)
    if agreed is None or agreed.agreed_on > on:
        return ConsensusRules()
    return ConsensusRules(quorum_percent=agreed.quorum_percent, agreement_per_college=agreed.agreement_per_college)
