"""Audit trail entries, of an Instance or in the history of an entity, and their field changes."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, Final, Self, cast
from uuid import UUID

import strawberry
from strawberry import field

from efe_domain.project.carrier_events import AmendmentCarried, PoleJoined
from efe_domain.shared.bassins import Bassin
from efe_graphql.contract.as_of import ResolvedAsOf
from efe_graphql.contract.scalars import Json, Position
from efe_graphql.execution.markers import Computed, Elements, in_sql
from efe_graphql.request.context import Context, Info
from efe_graphql.request.sealed_events import TrailPlace
from efe_graphql.types.law import LegalBasis, Rule, legal_bases, rules
from efe_graphql.types.objects.connection import Connection, connect
from efe_graphql.types.objects.entity import Entity
from efe_graphql.types.objects.lazy import load_entity
from efe_graphql.types.objects.node import Node
from efe_graphql.types.operator import Operator
from efe_graphql.types.people import Account
from efe_graphql.types.trail.named_difference import NamedValue, values_of
from efe_graphql.types.trail.named_sentence import named_sentence
from efe_graphql.types.trail.named_values import value_text
from efe_graphql.types.trail.proof import SealedEvent
from efe_graphql.wording import sentences, values
from efe_projections.audit.reads import history, instances_concerned_by
from efe_projections.audit.rows import AuditEntryRow, RecordedEventRow
from efe_projections.audit.rows import FieldChange as ChangeFact
from efe_projections.engine.batch import by
from efe_projections.engine.projection import Key, topics_of
from efe_projections.engine.viewer import Viewer
from efe_projections.project.contents import ProjectCarrierRow, ProjectContentRow

_CARRYING: Final = topics_of(PoleJoined, AmendmentCarried)
"""Kinds of the events by which a pôle carries a content of a project."""
_CARRIED_CONTENT: Final = (ProjectCarrierRow.TABLE.name, "content_hash")


async def concerned(context: Context, entity: UUID, as_of: ResolvedAsOf) -> Sequence[str]:
    """Returns the Instances concerned by the entity up to the position where the account is an auditor."""
    audited = context.audited_on(context.today)
    if not audited:
        return []
    auditing = Viewer(bassins=audited)
    rows = await context.ports.reads.fetch(instances_concerned_by(entity, auditing, at=as_of.position))
    return [each.bassin for each in rows]


@strawberry.type(description="Ce qu'un événement a changé dans un champ.")
class Change:
    """Change of a field. At run time it is the row's own object, without a copy: a page has hundreds."""

    table: str = strawberry.field(description="La table de lecture.")
    key: Json = strawberry.field(description="La clé de la ligne.")
    field: str = strawberry.field(description="Le champ.")
    before: Json | None = strawberry.field(description="Sa valeur avant ; nulle pour une ligne nouvelle.")
    after: Json | None = strawberry.field(description="Sa valeur après ; nulle pour une ligne qui prend fin.")

    @strawberry.field(description="Le champ, en mots.")
    def label(self, info: Info) -> str:
        return values.label(cast("ChangeFact", self), info.context.language)

    @strawberry.field(description="Sa valeur avant, comme on l'écrit ; nulle s'il n'y en a pas.")
    async def before_text(self, info: Info) -> str | None:
        return await value_text(info.context, cast("ChangeFact", self), self.before)

    @strawberry.field(description="Sa valeur après, comme on l'écrit ; nulle s'il n'y en a pas.")
    async def after_text(self, info: Info) -> str | None:
        return await value_text(info.context, cast("ChangeFact", self), self.after)


@strawberry.type(description="Un champ à deux moments, en mots, avec les noms que l'on peut voir.")
class ComparedValue:
    label: str = field(description="Le champ, en mots.")
    before: str | None = field(description="Sa valeur avant ; nulle s'il n'y en a pas, ou si on ne peut la voir.")
    after: str | None = field(description="Sa valeur après ; nulle s'il n'y en a pas, ou si on ne peut la voir.")


def compared(values: Iterable[NamedValue]) -> list[ComparedValue]:
    return [ComparedValue(label=each.label, before=each.before, after=each.after) for each in values]


@strawberry.type
class Entry(Node):
    """Base of entries, with the fields of an event; a subclass returns the Instances that it `concerns`."""

    row: strawberry.Private[AuditEntryRow | RecordedEventRow]
    position: Position = field(description="Sa position dans le registre.")
    version: int = field(description="La version qu'il a faite de son objet.")
    recorded_at: datetime = field(description="Quand le registre l'a su.")
    effective_on: date | None = field(description="Quand il vaut en droit, s'il a un jour en droit.")
    kind: str = field(description="Sa sorte : le sujet versionné sous lequel il est gardé.")
    command_id: str | None = field(description="La commande dont il est l'effet.")
    correlation_id: str | None = field(description="La demande dont il est l'effet.")
    causation_id: str | None = field(description="L'événement dont il est l'effet.")
    source: str | None = field(description="Ce qui atteste un fait consigné tard : une pièce, une raison.")
    reprise: str | None = field(
        description="L'empreinte SHA-256 du fichier d'où une reprise l'a consigné, en hexadécimal ; nulle sinon."
    )

    @classmethod
    def concerns(cls, row: Any) -> Sequence[str]:
        raise NotImplementedError

    @classmethod
    async def load(cls, context: Context, key: Key, as_of: ResolvedAsOf) -> Self | None:
        """Returns the entry, and records the reading of an auditor."""
        entry = await super().load(context, key, as_of)
        if entry:
            await context.read_as_auditor(cls.__name__, cls.concerns(entry.row), {}, subject=entry.id)
        return entry

    @field(description="Sa sorte, en mots : en français ou, par `Accept-Language`, en anglais ou en allemand.")
    def kind_label(self, info: Info) -> str:
        return sentences.kind_label(self.row, info.context.language)

    @field(
        description="Ce qu'il dit, en une phrase faite de ce que l'entrée montre ; l'empreinte d'un contenu de projet"
        " porté y est dite par son numéro et son titre."
    )
    async def sentence(self, info: Info) -> str:
        content_words = await self._content_named(info.context)
        return sentences.sentence(self.row, info.context.language, content_words)

    @field(
        description="Qui a fait quoi, avec les noms que l'on peut voir : l'auteur, le verbe et l'objet ; une personne"
        " effacée est « une personne oubliée ». Une entrée rectifiée le dit."
        " Nul dans un abonnement, qui n'a que des identifiants."
    )
    async def told(self, info: Info) -> str | None:
        if getattr(self, "answers", None) is not None:
            return None
        words = await self._content_named(info.context)
        return await named_sentence(info.context, self.row, self.as_of, words)

    async def _content_named(self, context: Context) -> dict[str, str]:
        """Returns the number and the title of the content that a pôle carries by this event, if shown."""
        if self.row.kind not in _CARRYING:
            return {}
        shown_hashes = [each.after for each in self.row.changes if (each.table, each.field) == _CARRIED_CONTENT]
        contents = await context.rows.all(
            by(ProjectContentRow, "project"), (self.row.subject,), at=self.as_of.position
        )
        content = next((each for each in contents if each.content_hash in shown_hashes), None)
        return (
            {"project_content.number": str(content.number), "project.title": content.content.title} if content else {}
        )

    @field(description="Le compte qui a agi.")
    def actor(self) -> Account | None:
        return Account.of(self.row.actor) if self.row.actor else None

    @field(description="L'opérateur membre dont un coordinateur a consigné l'acte, s'il n'a pas agi lui-même.")
    async def on_behalf_of(self, info: Info) -> Operator | None:
        member = self.row.on_behalf_of
        return await Operator.load(info.context, (member,), self.as_of) if member else None

    @field(description="L'objet de l'acte.")
    async def subject(self, info: Info) -> Entity | None:
        return await load_entity(info.context, self.row.subject_kind, self.row.subject, self.as_of)

    @field(description="Ce qui a changé, champ par champ.")
    @in_sql(Elements("changes", ChangeFact.__struct_fields__))
    def changes(self) -> list[Change]:
        return shown(self.row.changes)

    @field(
        description="Ce qui a changé, en mots et avec les noms que l'on peut voir ; sans empreintes, versions ni"
        " champs de tri. Vide dans un abonnement."
    )
    async def values(self, info: Info) -> list[ComparedValue]:
        if getattr(self, "answers", None) is not None:
            return []
        return compared(await values_of(info.context, self.row.changes, self.as_of, self.as_of))

    @field(description="La règle que l'acte met en œuvre.")
    def rule(self, info: Info) -> Rule:
        return rules(info.context.language)[self.row.rule]

    @field(description="Le texte dont la règle vient.")
    def legal_basis(self, info: Info) -> LegalBasis:
        return legal_bases(info.context.language)[self.row.legal_basis]

    @field(description="L'empreinte SHA-256 que les preuves portent, en hexadécimal.")
    @in_sql(Computed("encode(%(row)s.leaf, 'hex')", "text"))
    def leaf(self) -> str:
        return self.row.leaf.hex()


@strawberry.type(description="Un événement, tel qu'il concerne une Instance.")
class AuditEntry(Entry):
    ROW = AuditEntryRow

    row: strawberry.Private[AuditEntryRow]
    answers: strawberry.Private[dict[Any, Any] | None] = None
    bassin: Bassin = field(description="L'Instance concernée.")
    seq: int = field(description="Son rang dans la piste de l'Instance, à partir de 1, sans trou.")

    @field(
        description="L'événement tel qu'il a été scellé, pour ceux qui peuvent en exporter les preuves : les "
        "coordinateurs et les auditeurs de toute l'Instance. Nul pour tout autre, et tant qu'il n'est pas scellé."
    )
    async def sealed(self, info: Info) -> SealedEvent | None:
        if not info.context.may_export(self.row.bassin):
            return None
        event = await info.context.sealed.one(TrailPlace(self.row.bassin, self.row.position))
        return SealedEvent.of(event) if event else None

    @classmethod
    def concerns(cls, row: AuditEntryRow) -> Sequence[str]:
        return [row.bassin]


@strawberry.type(description="Un événement dans l'histoire de son objet.")
class HistoryEntry(Entry):
    ROW = RecordedEventRow

    @classmethod
    def concerns(cls, row: RecordedEventRow) -> Sequence[str]:
        return row.bassins


def shown(changes: Iterable[ChangeFact]) -> list[Change]:
    """Returns the changes as objects of the type, uncopied: they have its attributes."""
    return cast("list[Change]", list(changes))


async def history_of(
    context: Context, entity: Entity, *, newest_first: bool, first: int, after: str | None
) -> Connection[HistoryEntry] | None:
    """Returns the acts on an entity; None for a viewer of none of them. Raises `BadUserInput`."""
    acts, as_of = history(entity.entity), entity.as_of
    listing = acts.turned() if newest_first else acts
    page = await connect(context, listing, HistoryEntry, as_of, first=first, after=after)
    if not page.edges and after is None:
        return None
    await context.read_as_auditor(
        f"{type(entity).__name__}.history",
        await concerned(context, entity.entity, as_of),
        {
            "at": as_of.position,
            "first": first,
            "resumed": after is not None,
            "newest": True if newest_first else None,
        },
        subject=entity.id,
    )
    return page
