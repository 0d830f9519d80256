"""Corrections of recorded facts, withdrawals of acts, and the preview of a rectification."""

from asyncio import gather
from datetime import date
from typing import Self

import strawberry
from msgspec import to_builtins
from strawberry import field

from efe_domain.access.grants import Role
from efe_domain.commands.correction_consequences import Consequence
from efe_domain.commands.correction_preview import FactPreview, Preview
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.correction import DocumentNeeded
from efe_domain.shared.effective_facts import state_of
from efe_domain.shared.errors import Refusal
from efe_domain.shared.event import Event
from efe_graphql.contract.as_of import ResolvedAsOf
from efe_graphql.contract.enums import publish
from efe_graphql.contract.scalars import Json
from efe_graphql.request.context import Context, Info
from efe_graphql.request.deposits import naming_bassins
from efe_graphql.types.document import Document
from efe_graphql.types.objects.entity import Entity
from efe_graphql.types.objects.lazy import entity_global_id, load_entity
from efe_graphql.types.objects.node import Node
from efe_graphql.types.people import Account
from efe_graphql.types.user_errors import UserError, user_error
from efe_projections.correction.rows import CorrectionKind, CorrectionRow
from efe_projections.correction.second_persons import awaiting_administrator

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

    @field(description="Le document cité, s'il y en a un, et que l'on voit qui le garde.")
    async def document(self, info: Info) -> Document | None:
        if (sha256 := self.row.document_sha256) is None:
            return None
        lookup = (sha256, naming_bassins(self.row.bassins, info.context.viewer))
        deposit = await info.context.deposits.deposit(lookup)
        return Document.cited(deposit, self.row.bassins, self.as_of) if deposit else None

    @field(description="Les Instances concernées.")
    def bassins(self) -> list[Bassin]:
        return [Bassin(each) for each in self.row.bassins]

    @field(description="L'identifiant de l'objet, à donner à qui confirme, même s'il ne voit pas l'objet.")
    def entity_id(self) -> strawberry.ID:
        return entity_global_id(self.row.entity_kind, self.row.entity)

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


async def corrections_to_confirm(context: Context) -> list[Correction]:
    """Returns the corrections that wait for the viewer as an administrator; none for other accounts."""
    account = context.viewer.account
    if account is None or Role.ADMINISTRATOR not in context.roles:
        return []
    position = await context.ports.reads.position()
    query = awaiting_administrator(account, day=context.today, coordinated=context.coordinated, at=position)
    as_of = ResolvedAsOf(position, position)
    return [Correction.of(row, as_of) for row in await context.ports.reads.fetch(query)]


@strawberry.type(description="Un fait qui se lirait autrement.")
class RectifiedFact:
    version: int = field(description="La version que le fait a faite de l'objet.")
    topic: str = field(description="Sa sorte, comme il est enregistré.")
    changed: list[str] = field(description="Les champs qui diffèrent ; tous, s'il est annulé ou d'une autre sorte.")
    before: Json = field(description="Le fait tel qu'il se lit, et celui qui en découle.")
    after: Json = field(description="De même, une fois rectifié ; rien s'il est annulé.")

    @classmethod
    def of(cls, preview: FactPreview) -> Self:
        return cls(
            version=preview.version,
            topic=(preview.before or preview.after)[0].TOPIC,
            changed=_changed(preview),
            before=_states(preview.before),
            after=_states(preview.after),
        )


@strawberry.type(description="Un objet dont quelque chose suivrait la rectification, ou serait mis en question.")
class RectificationConsequence:
    entity: Entity = field(description="L'objet.")
    findings: list[str] = field(description="Ce qui serait mis en question : codes de refus, ou champs de copies.")
    rectified: list[int] = field(description="Ses versions qui suivraient, et se liraient autrement.")


@strawberry.type(description="Ce que ferait une rectification ; rien n'en est enregistré.")
class RectificationPreview:
    facts: list[RectifiedFact] = field(description="Les faits de l'objet qui se liraient autrement.")
    second_coordinator_needed: bool | None = field(
        description="S'il y faut une seconde personne ; nul si elle est refusée."
    )
    awaits_confirmation: bool | None = field(
        description="Si, telle que demandée, elle ne serait que proposée ; nul si elle est refusée."
    )
    document_needed: bool | None = field(
        description="S'il y faut un document ; nul si elle est refusée pour autre chose."
    )
    consequences: list[RectificationConsequence] = field(
        description="Les autres objets qu'elle touche et que l'on peut voir."
    )
    hidden_consequences: int | None = field(
        description="Combien d'autres elle touche que l'on ne peut voir ; nul si elle est refusée."
    )
    user_errors: list[UserError] = field(
        description="Pourquoi elle, ou sa confirmation, serait refusée ; vide si elle ne l'est pas."
    )


def refused_preview(refusal: Refusal, context: Context) -> RectificationPreview:
    """Returns the preview of a refused rectification. Raises a refusal that no payload carries."""
    return RectificationPreview(
        facts=[],
        second_coordinator_needed=None,
        awaits_confirmation=None,
        document_needed=True if isinstance(refusal, DocumentNeeded) else None,
        consequences=[],
        hidden_consequences=None,
        user_errors=[user_error(refusal, context.language)],
    )


async def visible_preview(preview: Preview, context: Context) -> RectificationPreview:
    """Returns the preview with the consequences that the viewer may see, and the number of the others."""
    position = await context.ports.reads.position()
    as_of = ResolvedAsOf(position, position)
    consequences = await gather(*(_consequence(each, context, as_of) for each in preview.consequences))
    visible = [each for each in consequences if each]
    return RectificationPreview(
        facts=list(map(RectifiedFact.of, preview.facts)),
        second_coordinator_needed=preview.confirmed,
        awaits_confirmation=preview.awaits_another,
        document_needed=preview.documented,
        consequences=visible,
        hidden_consequences=len(consequences) - len(visible),
        user_errors=[],
    )


async def _consequence(
    preview: Consequence, context: Context, as_of: ResolvedAsOf
) -> RectificationConsequence | None:
    entity = await load_entity(context, preview.entity.KIND, preview.entity.id, as_of)
    if entity is None:
        return None
    return RectificationConsequence(
        entity=entity,
        findings=list(preview.findings.questioned),
        rectified=sorted(preview.findings.derived),
    )


def _states(facts: tuple[Event, ...]) -> Json:
    return Json([to_builtins(state_of(fact)) for fact in facts])


def _changed(preview: FactPreview) -> list[str]:
    olds, news = ([state_of(fact).state for fact in facts] for facts in (preview.before, preview.after))
    if [*map(type, preview.before)] != [*map(type, preview.after)]:
        return sorted({name for state in (*olds, *news) for name in state})
    pairs = zip(olds, news, strict=True)
    return sorted({name for old, new in pairs for name in old | new if old.get(name) != new.get(name)})
