"""Access journal of an Instance: what its auditors read, for its coordinators."""

from datetime import datetime
from typing import Any, Self
from uuid import UUID

import strawberry
from anyio.to_thread import run_sync
from strawberry import ID, field

from efe_domain.shared.bassins import Bassin
from efe_domain.shared.errors import Forbidden
from efe_graphql.contract.arguments import check_first
from efe_graphql.contract.as_of import ResolvedAsOf
from efe_graphql.contract.errors import BadUserInput
from efe_graphql.contract.global_id import write_id
from efe_graphql.contract.scalars import Json, parse_position
from efe_graphql.request.access_journal import StoredReading
from efe_graphql.request.context import Context
from efe_graphql.types.objects.connection import Connection, Counting, Edge
from efe_graphql.types.objects.node import Node
from efe_graphql.types.people import Account
from efe_projections.engine.projection import Key


@strawberry.type(description="Une lecture par un auditeur, telle que le journal des accès la garde.")
class AccessJournalEntry(Node):
    row: strawberry.Private[StoredReading]
    bassin: Bassin = field(description="L'Instance à qui elle est montrée ici.")
    read_at: datetime = field(description="Quand elle a été consignée, juste avant la réponse.")
    field_: str = field(name="field", description="Ce qui est lu : un champ du contrat, ou une commande.")
    subject_id: ID | None = field(description="L'identifiant de l'objet lu, s'il s'agit d'un seul.")
    arguments: Json = field(description="Ce qui était demandé : nombres, identifiants et clés.")
    token: str | None = field(description="L'empreinte SHA-256 du jeton présenté.")
    correlation_id: str = field(description="La demande.")

    @field(description="Le compte qui a lu.")
    def account(self) -> Account:
        return Account.of(self.row.account)

    @classmethod
    def shown(cls, reading: StoredReading, bassin: Bassin, as_of: ResolvedAsOf) -> Self:
        return cls(
            id=write_id("AccessJournalEntry", (bassin, reading.id)),
            as_of=as_of,
            row=reading,
            bassin=bassin,
            read_at=reading.read_at,
            field_=reading.field,
            subject_id=ID(reading.subject) if reading.subject else None,
            arguments=Json(reading.arguments),
            token=reading.token,
            correlation_id=reading.correlation_id,
        )

    @classmethod
    def key_types(cls) -> tuple[Any, ...]:
        """Returns the Instance to which it is shown, then its number."""
        return (Bassin, int)

    @classmethod
    async def load(cls, context: Context, key: Key, as_of: ResolvedAsOf) -> Self | None:
        """Returns the entry, also as of the past: the journal has none."""
        match key:
            case (Bassin() as bassin, int() as number) if _may_read(context, bassin):
                entries = await _fetch(context, bassin, after=number - 1, limit=1)
                return next((cls.shown(each, bassin, as_of) for each in entries if each.id == number), None)
            case _:
                return None


async def access_journal(
    context: Context, bassin: Bassin, as_of: ResolvedAsOf, *, first: int, after: str | None
) -> Connection[AccessJournalEntry]:
    """Returns a page; a cursor is an entry's number. Raises `Unauthenticated`, `Forbidden` or `BadUserInput`."""
    context.check_account()
    if not _may_read(context, bassin):
        raise Forbidden("Le journal des accès n'est montré qu'aux coordinateurs, et à un auditeur pour ses lectures.")
    check_first(first)
    entries = await _fetch(context, bassin, after=_after(after), limit=first + 1)
    edges = [Edge(node=AccessJournalEntry.shown(each, bassin, as_of), cursor=str(each.id)) for each in entries]
    return Connection[AccessJournalEntry].of(
        edges, first=first, resumed=after is not None, counting=_counting(bassin)
    )


def _may_read(context: Context, bassin: Bassin) -> bool:
    return bassin in context.coordinated or bassin in context.audited


def _only_account(context: Context, bassin: Bassin) -> UUID | None:
    """Returns the account whose readings the viewer sees: an auditor's own, or None for all to a coordinator."""
    return None if bassin in context.coordinated else context.viewer.account


async def _fetch(context: Context, bassin: Bassin, *, after: int, limit: int) -> list[StoredReading]:
    account, journal = _only_account(context, bassin), context.ports.journal
    return await run_sync(lambda: journal.page(bassin, account=account, after=after, limit=limit))


def _counting(bassin: Bassin) -> Counting:
    async def count(context: Context) -> int:
        account, journal = _only_account(context, bassin), context.ports.journal
        return await run_sync(lambda: journal.count(bassin, account=account))

    return count


def _after(cursor: str | None) -> int:
    try:
        return 0 if cursor is None else parse_position(cursor)
    except ValueError:
        raise BadUserInput("Le curseur d'un journal des accès est le numéro d'une entrée.") from None
