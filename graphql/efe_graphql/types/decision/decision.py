"""Decisions of a pôle: public once communicated, with their dossier and the filter of their list."""

from datetime import date
from typing import Final
from uuid import UUID

import strawberry
from strawberry import ID, field

from efe_domain.decision.deadline import deadline_of
from efe_domain.decision.events import DecisionKind
from efe_domain.decision.wording import PROJECT_ACTS
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.days import Period
from efe_graphql.contract.arguments import Day
from efe_graphql.contract.as_of import ResolvedAsOf
from efe_graphql.contract.global_id import uuid_or_none
from efe_graphql.request.context import Context, Info
from efe_graphql.types.decision.consultation import (
    Consultation,
    DecisionPosition,
    DecisionWording,
    Objection,
    RosterSeat,
    consultation,
    roster,
    roster_row,
)
from efe_graphql.types.document import Attachment, Erratum, attachments_of
from efe_graphql.types.objects.entity import Entity
from efe_graphql.types.objects.lazy import Lazy, linked, listed
from efe_graphql.types.objects.node import Node, RowView
from efe_graphql.types.pole.pole import Pole
from efe_projections.decision.late_words import late_members
from efe_projections.decision.reads import decisions
from efe_projections.decision.rows import DecisionRow, DecisionState
from efe_projections.engine.batch import by
from efe_projections.engine.listing import Listing
from efe_projections.pole.memberships import MembershipRow

SUBJECTS: Final = {
    DecisionKind.PROJECT: Lazy("Project"),
    DecisionKind.OPINION: Lazy("Opinion"),
    DecisionKind.MODALITIES: Lazy("Pole"),
    **dict.fromkeys(PROJECT_ACTS, Lazy("Project")),
}
"""The type of the subject of a decision, by the kind of the decision."""


@strawberry.type(description="Une décision d'un pôle, prise par consensus (PS-CONSENSUS).")
class Decision(Entity):
    SUBJECT = "decision"
    ROW = DecisionRow

    row: strawberry.Private[DecisionRow]
    bassin: Bassin = field(description="Le bassin du pôle.")
    kind: DecisionKind = field(description="Ce qui est décidé.")
    state: DecisionState = field(description="Où elle en est.")
    number: int = field(description="Le rang du dernier texte proposé, à partir de 1.")
    title: str = field(description="Son titre.")
    text: str = field(description="Le dernier texte proposé.")
    content_hash: str = field(description="L'empreinte de ce texte : une position nomme celui qu'elle juge.")
    deadline: date | None = field(description="Le dernier jour, annoncé, pour prendre position.")
    deadline_recorded_on: date | None = field(
        description="Le jour où ce délai a été consigné ; nul avant 0.5.0 et pour une ligne importée."
    )
    proposed_on: date = field(description="Jour de la proposition.")
    adopted_on: date | None = field(description="Jour de l'adoption.")
    late_until: date | None = field(
        description="Jusqu'à quel jour un membre dont la parole n'est pas la sienne peut encore la prendre ; nul"
        " avant l'adoption, avant 0.5.0 et pour une ligne importée."
    )
    contested_on: date | None = field(
        description="Depuis quel jour un membre conteste la décision adoptée : aucun nouvel acte du pôle ne repose"
        " sur elle. Nul si nul ne la conteste."
    )
    closed_on: date | None = field(description="Jour où le pôle l'a laissée sans consensus.")
    communicated_on: date | None = field(description="Jour où elle a été communiquée à l'Instance (PS-COM).")
    received_on: date | None = field(description="Jour où l'Instance l'a reçue.")
    published: bool = field(description="Si tous la voient : c'est le cas dès qu'elle est communiquée.")
    illustrative: bool = field(description="Si elle est là pour une démonstration.")
    version: int = field(description="À donner à `expectedVersion` pour agir sur cet état seulement.")

    @field(
        description="Si le délai compte : il a été consigné sept jours au moins avant son dernier jour. Sinon, le"
        " silence d'un membre ne libère pas la décision. Nul sans délai."
    )
    def deadline_counts(self) -> bool | None:
        deadline = deadline_of(self.deadline, self.deadline_recorded_on)
        return deadline.counts if deadline else None

    @field(description="Si un membre la conteste (PS-CONSENSUS).")
    def contested(self) -> bool:
        return self.contested_on is not None

    @field(description="De combien de membres le registre porte une parole sur le dernier texte.")
    def member_words(self) -> int:
        return len(self.row.words)

    @field(description="Combien de ces membres se sont exprimés eux-mêmes, avec leur compte.")
    def own_words(self) -> int:
        return sum(word.own for word in self.row.words)

    @field(description="Ce qui est à lire autrement, sans que le texte change.")
    def errata(self) -> list[Erratum]:
        return [Erratum.of(each) for each in self.row.errata]

    pole = linked(Pole, "row.pole", "Le pôle qui décide.")

    @field(description="Le projet, l'avis à rendre, ou le pôle s'il s'agit de ses modalités ; s'il est visible.")
    async def subject(self, info: Info) -> Node | None:
        if self.row.subject is None:
            return None
        return await SUBJECTS[self.kind].load(info.context, (self.row.subject,), self.as_of)

    @field(description="Ce qui n'est montré qu'au pôle et à son Instance ; nul pour les autres.")
    def dossier(self, info: Info) -> "DecisionDossier | None":
        if not info.context.opens_pole(self.row.pole, self.bassin):
            return None
        return DecisionDossier.of(self.row, self.as_of)


@strawberry.type(description="Comment une décision s'est formée : textes, membres consultés, positions, objections.")
class DecisionDossier(RowView):
    ROW = DecisionRow

    row: strawberry.Private[DecisionRow]
    as_of: strawberry.Private[ResolvedAsOf]
    close_reason: str | None = field(description="Pourquoi le pôle l'a laissée sans consensus.")
    subject_hash: str = field(
        description="L'empreinte de ce sur quoi le texte porte : contenu d'un projet ou d'un avis, modalités."
    )

    meeting = linked(Lazy("Meeting"), "row.meeting", "La réunion à laquelle le pôle l'a adoptée, s'il la cite.")

    @field(
        description="Le quorum, en pour cent des membres, fixé à l'ouverture ; nul s'il n'y en avait pas, ou si la"
        " décision est antérieure à cette règle."
    )
    async def quorum_percent(self, info: Info) -> int | None:
        row = await roster_row(info.context, self.row, self.as_of)
        return row.consensus.quorum_percent if row and row.consensus else None

    @field(description="Si les modalités, à l'ouverture, demandaient l'accord de chaque collège.")
    async def agreement_per_college(self, info: Info) -> bool:
        row = await roster_row(info.context, self.row, self.as_of)
        return bool(row and row.consensus and row.consensus.agreement_per_college)

    @field(description="Les empreintes des pièces supprimées sur lesquelles une parole consignée repose.")
    def purged_documents(self) -> list[str]:
        return list(self.row.purged)

    replaces = linked(Lazy("Decision"), "row.replaces", "La décision du pôle que celle-ci remplace une fois adoptée.")

    replaced_by = linked(Lazy("Decision"), "row.replaced_by", "La décision du pôle qui a remplacé celle-ci.")

    @field(
        description="Les membres dont la parole n'est pas la leur, et qui peuvent encore la prendre jusqu'à"
        " `lateUntil` : consignée en leur nom, ou siège retiré avant l'adoption, depuis trente jours avant la"
        " proposition."
    )
    async def may_speak_late(self, info: Info) -> list[RosterSeat]:
        consulted = [each.seat for each in await roster(info.context, self.row, self.as_of)]
        seats_of_pole = await info.context.rows.all(
            by(MembershipRow, "pole"), (self.row.pole,), at=self.as_of.position
        )
        seats = late_members(self.row, consulted, seats_of_pole)
        return [RosterSeat(seat=each, as_of=self.as_of, college=each.college) for each in seats]

    @field(
        description="Parmi eux, ceux pour qui la personne du compte parle : elle les représentait à l'ouverture, ou"
        " les représente aujourd'hui."
    )
    async def you_may_speak_for(self, info: Info) -> list[RosterSeat]:
        seats, context = await self.may_speak_late(info), info.context
        if context.person is None or not seats:
            return []
        rows = await context.rows.all(by(MembershipRow, "pole"), (self.row.pole,), at=self.as_of.position)
        current = [row for row in rows if Period(row.since, row.until).covers(context.today)]
        represented = {row.operator for row in current if row.representative == context.person}
        return [
            each for each in seats if each.seat.representative == context.person or each.seat.operator in represented
        ]

    @field(
        description="Si le compte a proposé la décision : lui ou un coordinateur la reformule, en annonce le délai et"
        " la clôt sans consensus."
    )
    def you_proposed(self, info: Info) -> bool:
        account = info.context.viewer.account
        return account is not None and self.row.proposer == str(account)

    @field(description="Les documents joints, du premier au dernier.")
    async def attachments(self, info: Info) -> list[Attachment]:
        return await attachments_of(info.context, self.row.id, self.as_of)

    wordings = listed(DecisionWording, "Tous les textes proposés, du premier au dernier.", decision="row.id")

    @field(description="Les membres consultés : ceux du jour où le dernier texte a été proposé.")
    async def roster(self, info: Info) -> list[RosterSeat]:
        return await roster(info.context, self.row, self.as_of)

    positions = listed(
        DecisionPosition,
        "Toutes les positions prises, de la première à la dernière, y compris celles qui ont changé.",
        decision="row.id",
    )

    objections = listed(
        Objection, "Toutes les objections, de la première à la dernière, retirées ou non.", decision="row.id"
    )

    @field(description="Ce qui manque au consensus un jour donné sur le dernier texte.")
    async def consultation(self, info: Info, on: Day = None) -> Consultation:
        return await consultation(info.context, self.row, self.as_of, on or info.context.today)


@strawberry.input(description="Quelles décisions : celles qui remplissent toutes les conditions données.")
class DecisionFilter:
    pole_id: ID | None = field(default=None, description="De ce pôle.")
    bassin: Bassin | None = field(default=None, description="De ce bassin.")
    kind: DecisionKind | None = field(default=None, description="De cette sorte.")
    state: DecisionState | None = field(default=None, description="Dans cet état.")

    search: str | None = field(
        default=None,
        description="Des débuts de mots de son titre ou de son texte, "
        "sans égard à l'ordre, aux accents ni aux majuscules.",
    )

    def listing(self, _context: Context) -> Listing[DecisionRow]:
        pole: UUID | None = uuid_or_none("Pole", self.pole_id)
        return decisions(pole=pole, bassin=self.bassin, kind=self.kind, state=self.state, search=self.search)
