"""The audit trail of an Instance: every event that concerns it, numbered without gaps."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final

import strawberry
from strawberry import field

from efe_domain.bassins import Bassin
from efe_domain.errors import Forbidden
from efe_domain.law import Rule as RuleKey
from efe_graphql.context import Context, Info
from efe_graphql.global_id import key_of, read_id, uuid_of
from efe_graphql.moment import Moment
from efe_graphql.refusals import BadUserInput, Unauthenticated
from efe_graphql.scalars import Json, Position, parse_position
from efe_graphql.types.access import AccessRegister
from efe_graphql.types.connection import Connection, Edge, fetch_page
from efe_graphql.types.decision import Decision
from efe_graphql.types.forgotten_person import ForgottenPerson
from efe_graphql.types.instance import Instance
from efe_graphql.types.law import LAW, LEGAL_BASES, LegalBasis, Rule
from efe_graphql.types.meeting import Meeting
from efe_graphql.types.node import Node
from efe_graphql.types.operator import Operator
from efe_graphql.types.people import Account
from efe_graphql.types.pole import Pole
from efe_graphql.types.project import Project
from efe_graphql.types.zone import Zone
from efe_projections.audit import AuditEntryRow
from efe_projections.audit import Change as ChangeFact
from efe_projections.reads.audit import audit_trail
from efe_projections.reads.listing import Listing

SUBJECTS: Final[dict[str, type[Node]]] = {
    "decision": Decision,
    "instance": Instance,
    "meeting": Meeting,
    "operator": Operator,
    "person": ForgottenPerson,
    "pole": Pole,
    "project": Project,
    "register": AccessRegister,
    "zone": Zone,
}


@strawberry.type(description="Ce qu'un événement a changé dans un champ.")
class Change:
    table: str = field(description="La table de lecture.")
    key: Json = field(description="La clé de la ligne.")
    field_: str = field(name="field", description="Le champ.")
    before: Json | None = field(description="Sa valeur avant ; nulle pour une ligne nouvelle.")
    after: Json | None = field(description="Sa valeur après ; nulle pour une ligne qui prend fin.")


@strawberry.type(description="Un événement, tel qu'il concerne une Instance.")
class AuditEntry(Node):
    ROW = AuditEntryRow

    row: strawberry.Private[AuditEntryRow]
    bassin: Bassin = field(description="L'Instance concernée.")
    seq: int = field(description="Son rang dans la piste de l'Instance, à partir de 1, sans trou.")
    position: Position = field(description="Sa position dans le registre.")
    recorded_at: datetime = field(description="Quand le registre l'a su.")
    effective_on: date | None = field(description="Quand il vaut en droit, s'il a un jour en droit.")
    kind: str = field(description="Sa sorte : le sujet versionné sous lequel il est gardé.")
    command_id: str | None = field(description="La commande dont il est l'effet.")
    correlation_id: str | None = field(description="La demande dont il est l'effet.")
    causation_id: str | None = field(description="L'événement dont il est l'effet.")

    @field(description="Le compte qui a agi.")
    def actor(self) -> Account | None:
        return Account.of(self.row.actor) if self.row.actor else None

    @field(description="L'opérateur membre dont un coordinateur a consigné l'acte, s'il n'a pas agi lui-même.")
    async def on_behalf_of(self, info: Info) -> Operator | None:
        member = self.row.on_behalf_of
        return await Operator.load(info.context, (member,), self.moment) if member else None

    @field(description="L'objet de l'acte.")
    async def subject(self, info: Info) -> Node | None:
        return await SUBJECTS[self.row.subject_kind].load(info.context, (self.row.subject,), self.moment)

    @field(description="Ce qui a changé, champ par champ.")
    def changes(self) -> list[Change]:
        return [_change(change) for change in self.row.changes]

    @field(description="La règle que l'acte met en œuvre.")
    def rule(self) -> Rule:
        return LAW[self.row.rule]

    @field(description="Le texte dont la règle vient.")
    def legal_basis(self) -> LegalBasis:
        return LEGAL_BASES[self.row.legal_basis]

    @field(description="L'empreinte SHA-256 que les preuves portent, en hexadécimal.")
    def leaf(self) -> str:
        return self.row.leaf.hex()


def _change(change: ChangeFact) -> Change:
    return Change(
        table=change.table,
        key=Json(list(change.key)),
        field_=change.field,
        before=Json(change.before),
        after=Json(change.after),
    )


@strawberry.input(description="Quelles entrées : celles qui remplissent toutes les conditions données.")
class AuditFilter:
    kinds: list[str] | None = field(default=None, description="De l'une de ces sortes.")
    subject_id: strawberry.ID | None = field(default=None, description="Sur cet objet.")
    actor_id: strawberry.ID | None = field(default=None, description="Par ce compte.")
    rule_key: str | None = field(default=None, description="Mettant en œuvre la règle de cette clé.")

    def listing(self, bassin: Bassin) -> Listing[AuditEntryRow]:
        try:
            rule = RuleKey(self.rule_key) if self.rule_key is not None else None
        except ValueError:
            raise BadUserInput("Aucune règle ne porte cette clé.") from None
        return audit_trail(
            bassin,
            kinds=self.kinds,
            subject=uuid_of(read_id(self.subject_id).kind, self.subject_id) if self.subject_id else None,
            actor=key_of("Account", self.actor_id) if self.actor_id else None,
            rule=rule,
        )


async def trail(
    context: Context, bassin: Bassin, where: AuditFilter, moment: Moment, *, first: int, after: str | None
) -> Connection[AuditEntry]:
    """Raises `Unauthenticated`, `Forbidden` or `BadUserInput`. A cursor is a position: entries never move."""
    if not context.viewer.account:
        raise Unauthenticated
    if not context.opens(bassin):
        raise Forbidden("La piste d'audit d'une Instance n'est montrée qu'aux siens.")
    listing = where.listing(bassin)
    rows: Sequence[Any] = await fetch_page(context, listing, moment, first=first, after=_after(after))
    edges = [Edge(node=AuditEntry.of(row, moment), cursor=str(row.position)) for row in rows]
    return Connection.of(listing, moment, edges, first=first, resumed=after is not None)


def _after(cursor: str | None) -> tuple[int] | None:
    try:
        return None if cursor is None else (parse_position(cursor),)
    except ValueError:
        raise BadUserInput("Le curseur d'une piste d'audit est une position.") from None
