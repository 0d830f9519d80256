"""Corrections of recorded facts, withdrawals of acts, and what they wait for."""

from datetime import date

import strawberry
from msgspec import to_builtins
from strawberry import field

from efe_domain.shared.bassins import Bassin
from efe_graphql.contract.enums import publish
from efe_graphql.contract.scalars import Json
from efe_graphql.request.context import Info
from efe_graphql.types.entity import Entity
from efe_graphql.types.lazy import load_entity
from efe_graphql.types.node import Node
from efe_graphql.types.people import Account
from efe_projections.correction.rows import CorrectionKind, CorrectionRow

publish(
    CorrectionKind,
    "Où en est une rectification ou un retrait, ou ce qu'ils remettent en question.",
    {
        CorrectionKind.PROPOSED: "Proposée à un second coordinateur.",
        CorrectionKind.DROPPED: "Une proposition abandonnée.",
        CorrectionKind.RECTIFIED: "Enregistrée : des faits se lisent autrement.",
        CorrectionKind.QUESTIONED: "Ce qu'une rectification ou un retrait, ailleurs, remet en question.",
        CorrectionKind.CONFIRMED: "Ce qui fut mis en question, et reste tel quel.",
        CorrectionKind.WITHDRAWAL_PROPOSED: "Le retrait d'un acte, proposé à un second coordinateur.",
        CorrectionKind.WITHDRAWAL_DROPPED: "La proposition d'un retrait, abandonnée.",
        CorrectionKind.WITHDRAWN: "Un acte irrégulier est retiré : il est sans effet.",
    },
)


@strawberry.type(
    description="Une rectification de faits enregistrés ou le retrait d'un acte, ce qui les prépare, ou ce qu'ils"
    " mettent en question."
)
class Correction(Node):
    ROW = CorrectionRow

    row: strawberry.Private[CorrectionRow]
    version: int = field(description="La version que cet acte a faite de l'objet.")
    kind: CorrectionKind = field(description="Ce qui fut fait.")
    closes: int | None = field(
        description="La version à laquelle cet acte répond : d'une proposition, d'une question."
    )
    reason: str | None = field(description="Pourquoi.")
    rectified: list[int] = field(description="Les versions de l'objet qui se lisent autrement.")
    act: int | None = field(description="La version de l'acte qui est retiré, ou qui le serait.")
    effective_on: date | None = field(description="Le jour du retrait ; une rectification n'en a pas.")
    document_sha256: str | None = field(description="L'empreinte du document cité, s'il y en a un.")
    cause_version: int | None = field(description="La version qui, dans l'autre objet, le remet en question.")
    findings: list[str] = field(description="Ce qui diffère : codes de refus, ou champs de copies.")

    @field(description="Ce qui est demandé de chaque version : d'autres valeurs, ou rien si le fait est annulé.")
    def asked(self) -> Json:
        return Json([to_builtins(patch) for patch in self.row.patches])

    @field(description="Les Instances concernées.")
    def bassins(self) -> list[Bassin]:
        return [Bassin(each) for each in self.row.bassins]

    @field(description="L'objet.")
    async def entity(self, info: Info) -> Entity | None:
        return await load_entity(info.context, self.row.entity_kind, self.row.entity, self.as_of)

    @field(
        description="L'objet dont une rectification ou un retrait met celui-ci en question ; nul s'il n'est pas"
        " visible."
    )
    async def cause(self, info: Info) -> Entity | None:
        kind, cause = self.row.cause_kind, self.row.cause
        return await load_entity(info.context, kind, cause, self.as_of) if kind and cause else None

    @field(description="Le compte qui a agi.")
    def actor(self) -> Account | None:
        return Account.of(self.row.actor) if self.row.actor else None
