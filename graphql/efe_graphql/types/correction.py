"""Corrections of recorded facts, and what they wait for."""

from typing import Any
from uuid import UUID

import strawberry
from msgspec import to_builtins
from strawberry import field

from efe_domain.shared.bassins import Bassin
from efe_graphql.contract.enums import publish
from efe_graphql.contract.scalars import Json
from efe_graphql.request.context import Context, Info
from efe_graphql.types.entity import Entity
from efe_graphql.types.node import Node
from efe_graphql.types.people import Account
from efe_projections.correction.rows import CorrectionKind, CorrectionRow

publish(
    CorrectionKind,
    "Où en est une rectification, ou ce qu'elle remet en question.",
    {
        CorrectionKind.PROPOSED: "Proposée à un second coordinateur.",
        CorrectionKind.DROPPED: "Une proposition abandonnée.",
        CorrectionKind.RECTIFIED: "Enregistrée : des faits se lisent autrement.",
        CorrectionKind.QUESTIONED: "Ce qu'une rectification, ailleurs, remet en question.",
        CorrectionKind.CONFIRMED: "Ce qui fut mis en question, et reste tel quel.",
    },
)


@strawberry.type(
    description="Une rectification de faits enregistrés, ce qui la prépare, ou ce qu'elle met en question."
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
        return await _entity(info.context, self, self.row.entity_kind, self.row.entity)

    @field(description="L'objet dont la rectification met celui-ci en question ; nul s'il n'est pas visible.")
    async def cause(self, info: Info) -> Entity | None:
        return await _entity(info.context, self, self.row.cause_kind, self.row.cause)

    @field(description="Le compte qui a agi.")
    def actor(self) -> Account | None:
        return Account.of(self.row.actor) if self.row.actor else None


async def _entity(context: Context, of: Correction, kind: str | None, entity: UUID | None) -> Entity | None:
    from efe_graphql.types.nodes import ENTITIES  # noqa: PLC0415 - it lists corrections too

    found: Any = await ENTITIES[kind].load(context, (entity,), of.as_of) if kind else None
    return found if isinstance(found, Entity) else None
