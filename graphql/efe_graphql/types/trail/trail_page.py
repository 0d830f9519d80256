"""Pages of an Instance's audit trail with their filter, and its entries counted by month."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from enum import StrEnum
from itertools import chain
from typing import Any
from uuid import UUID

import strawberry
from anyio.to_thread import run_sync
from strawberry import field

from efe_domain.catalogue import all_events
from efe_domain.law.rules import Rule as RuleKey
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.codec import topic_lineage
from efe_domain.shared.errors import Forbidden
from efe_domain.shared.event import UPCASTERS
from efe_graphql.contract.arguments import Paging
from efe_graphql.contract.as_of import ResolvedAsOf
from efe_graphql.contract.enums import publish
from efe_graphql.contract.errors import BadUserInput
from efe_graphql.contract.global_id import key_of, read_id, uuid_of, uuid_or_none
from efe_graphql.contract.scalars import Position, parse_position
from efe_graphql.execution.markers import RequestedPage
from efe_graphql.request.context import Context
from efe_graphql.types.objects.connection import Connection, Edge, counting, fetch_page
from efe_graphql.types.trail.entries import AuditEntry
from efe_projections.audit.reads import MonthRow, TrailFilter, months


class TrailOrder(StrEnum):
    """Order of a trail, by position."""

    OLDEST_FIRST = "oldest_first"
    NEWEST_FIRST = "newest_first"


publish(
    TrailOrder,
    "Dans quel ordre une piste d'audit est lue.",
    {
        TrailOrder.OLDEST_FIRST: "Dans l'ordre du registre.",
        TrailOrder.NEWEST_FIRST: "La dernière entrée d'abord.",
    },
)


@strawberry.type(description="Ce qu'une piste d'audit a reçu en un mois.")
class AuditMonth:
    month: date = field(description="Le premier jour du mois, à Bruxelles.")
    count: int = field(description="Combien d'entrées.")
    first_position: Position | None = field(description="La position de la première ; nulle s'il n'y en a pas.")
    last_position: Position | None = field(description="La position de la dernière ; nulle s'il n'y en a pas.")

    @classmethod
    def of(cls, row: MonthRow) -> "AuditMonth":
        first, last = row.first_position, row.last_position
        return cls(
            month=row.month,
            count=row.number,
            first_position=None if first is None else Position(first),
            last_position=None if last is None else Position(last),
        )


async def months_of_trail(context: Context, bassin: Bassin, as_of: ResolvedAsOf) -> list[AuditMonth]:
    """Raises `Unauthenticated` or `Forbidden`."""
    admit(context, bassin)
    rows = await context.ports.reads.fetch(months(bassin, context.viewer, at=as_of.position))
    await context.read_as_auditor("Query.auditMonths", [bassin], {"at": as_of.position})
    return [AuditMonth.of(each) for each in rows]


@strawberry.input(description="Quelles entrées : celles qui remplissent toutes les conditions données.")
class AuditFilter:
    kinds: list[str] | None = field(
        default=None, description="De l'une de ces sortes, ou de celle qui en a pris la suite (`….v2`)."
    )
    subject_id: strawberry.ID | None = field(default=None, description="Sur cet objet.")
    actor_id: strawberry.ID | None = field(default=None, description="Par ce compte.")
    rule_key: str | None = field(default=None, description="Mettant en œuvre la règle de cette clé.")
    recorded_from: datetime | None = field(default=None, description="Enregistrées à cet instant ou après.")
    recorded_until: datetime | None = field(default=None, description="Enregistrées avant cet instant.")
    person_id: strawberry.ID | None = field(
        default=None,
        description="Sur cette personne, ses sièges et ses rôles, ou par elle ; pas avec `operatorId`, ni dans un"
        " abonnement.",
    )
    operator_id: strawberry.ID | None = field(
        default=None,
        description="Sur cet opérateur, ses sièges et ses positions, ou en son nom ; pas dans un abonnement.",
    )

    def details(self) -> dict[str, object] | None:
        """Returns the part of the filter that the access journal stores: keys, ids and instants, no other text."""
        criteria = {
            "kinds": [kind for kind in self.kinds or () if kind in all_events() or kind in UPCASTERS],
            "subject": self._subject() and str(self._subject()),
            "rule": self.rule_key,
            "from": self.recorded_from and self.recorded_from.isoformat(),
            "until": self.recorded_until and self.recorded_until.isoformat(),
            "person": self.person_id and str(uuid_of("Person", self.person_id)),
            "operator": self.operator_id and str(uuid_of("Operator", self.operator_id)),
        }
        return {name: value for name, value in criteria.items() if value} or None

    def _subject(self) -> UUID | None:
        return uuid_of(read_id(self.subject_id).kind, self.subject_id) if self.subject_id else None

    async def trail_filter(self, context: Context) -> TrailFilter:
        """Raises `BadUserInput`, with the field of the wrong value."""
        if self.person_id and self.operator_id:
            raise at_field("operatorId", BadUserInput("Une piste se filtre par une personne ou par un opérateur."))
        if self.recorded_from and self.recorded_until and self.recorded_until < self.recorded_from:
            raise at_field("recordedUntil", BadUserInput("La fin de la période précède son début."))
        person = _checked("personId", lambda: uuid_or_none("Person", self.person_id))
        accounts = await run_sync(context.ports.vault.accounts_of, person) if person else ()
        return TrailFilter(
            kinds=_checked("kinds", self._topics),
            subject=_checked("subjectId", self._subject),
            actor=_checked("actorId", lambda: key_of("Account", self.actor_id) if self.actor_id else None),
            rule=_checked("ruleKey", self._rule),
            recorded_from=self.recorded_from,
            recorded_until=self.recorded_until,
            person=person,
            accounts=tuple(each.id for each in accounts),
            operator=_checked("operatorId", lambda: uuid_or_none("Operator", self.operator_id)),
        )

    def _rule(self) -> RuleKey | None:
        try:
            return RuleKey(self.rule_key) if self.rule_key is not None else None
        except ValueError:
            raise BadUserInput("Aucune règle ne porte cette clé.") from None

    def _topics(self) -> tuple[str, ...] | None:
        if self.kinds is None:
            return None
        if unknown := [kind for kind in self.kinds if kind not in all_events() and kind not in UPCASTERS]:
            raise BadUserInput("Aucune sorte d'acte n'est « {kind} ».", kind=unknown[0][:80])
        return tuple(chain.from_iterable(map(topic_lineage, self.kinds)))


def at_field(field_name: str, refusal: BadUserInput) -> BadUserInput:
    """Adds the name of the wrong field to the extensions of the error."""
    refusal.extensions = {"field": field_name}
    return refusal


def _checked[T](field_name: str, value_of: Callable[[], T]) -> T:
    """Raises `BadUserInput` with the field."""
    try:
        return value_of()
    except BadUserInput as refusal:
        raise at_field(field_name, refusal) from None


def admit(context: Context, bassin: Bassin) -> None:
    """Checks the right to read the trail of an Instance. Raises `Unauthenticated` or `Forbidden`."""
    context.check_account()
    if not context.opens(bassin):
        raise Forbidden("La piste d'audit d'une Instance n'est montrée qu'aux siens.")


async def trail(
    context: Context, bassin: Bassin, where: AuditFilter, page: RequestedPage, as_of: ResolvedAsOf
) -> Connection[AuditEntry]:
    """Returns the entries of a page. A cursor is a position: entries never move."""
    rows: Sequence[Any] = await fetch_page(context, page.listing, as_of, first=page.first, after=page.after)
    edges = [Edge(node=AuditEntry.of(row, as_of), cursor=str(row.position)) for row in rows]
    await record_trail_reading(context, bassin, where, page)
    return Connection[AuditEntry].of(
        edges,
        first=page.first,
        resumed=page.after is not None,
        counting=counting(page.listing, as_of),
        backward=page.backward,
    )


async def page_of_trail(
    context: Context,
    bassin: Bassin,
    where: AuditFilter,
    as_of: ResolvedAsOf,
    *,
    order: TrailOrder,
    paging: Paging,
    operators_here: bool,
) -> RequestedPage:
    """Raises `Unauthenticated`, `Forbidden` or `BadUserInput`."""
    admit(context, bassin)
    span = paging.span()
    descending = (order is TrailOrder.NEWEST_FIRST) != span.backward
    chosen = await where.trail_filter(context)
    listing = chosen.listing(bassin, descending=descending, operators_here=operators_here)
    return RequestedPage(listing, as_of, span.size, _position(span.cursor), span.backward)


async def record_trail_reading(context: Context, bassin: Bassin, where: AuditFilter, page: RequestedPage) -> None:
    """Records the reading of an auditor in the access journal, before the answer."""
    details = {
        "at": page.as_of.position,
        "last" if page.backward else "first": page.first,
        "before" if page.backward else "after": page.after and page.after[0],
        "newest": True if page.listing.descending != page.backward else None,
        "filter": where.details(),
        "operatorsHere": page.listing.params.get("operators_here"),
    }
    await context.read_as_auditor("Query.auditTrail", [bassin], details)


def _position(cursor: str | None) -> tuple[int] | None:
    try:
        return None if cursor is None else (parse_position(cursor),)
    except ValueError:
        raise BadUserInput("Le curseur d'une piste d'audit est une position.") from None
