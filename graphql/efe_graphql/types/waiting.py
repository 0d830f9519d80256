"""What waits for an Instance: one look at all that it still has to do or to hear."""

from datetime import date, timedelta
from typing import Any, Self

import strawberry
from strawberry import field

from efe_domain.bassins import Bassin
from efe_graphql.arguments import After, First, days_ahead
from efe_graphql.context import Info
from efe_graphql.moment import Moment
from efe_graphql.types.analysis import Analysis
from efe_graphql.types.connection import DEFAULT_PAGE, Connection, connect
from efe_graphql.types.decision import Decision
from efe_graphql.types.hearing import ProjectHearing
from efe_graphql.types.node import Node
from efe_graphql.types.opinion import Opinion
from efe_graphql.types.pole import Pole
from efe_projections.reads.analyses import analyses
from efe_projections.reads.decisions import decisions_to_receive
from efe_projections.reads.listing import Listing
from efe_projections.reads.meetings import overdue_poles
from efe_projections.reads.opinions import opinions
from efe_projections.reads.poles import expiring_poles
from efe_projections.reads.projects import verdicts_to_give


def _waiting[N: Node](kind: type[N], listing: Any, description: str) -> Any:
    """A list of what waits; `listing` makes it from the bassin, the day and the days ahead."""

    async def resolve(self: Any, info: Info, first: First = DEFAULT_PAGE, after: After = None) -> Connection[kind]:  # type: ignore[valid-type]
        asked: Listing[Any] = listing(self.bassin, self.day, self.ahead)
        return await connect(info.context, asked, kind, self.moment, first=first, after=after)

    return field(resolver=resolve, description=description)


@strawberry.type(
    description="Ce qui attend une Instance : ce qu'elle a encore à faire, et ce qu'elle attend des autres."
)
class Waiting:
    bassin: Bassin = field(description="Son bassin.")
    day: date = field(description="Le jour en droit.")
    ahead: strawberry.Private[timedelta]
    moment: strawberry.Private[Moment]

    @classmethod
    def of(cls, bassin: Bassin, day: date, within: int, moment: Moment) -> Self:
        """Raises `BadUserInput`."""
        return cls(bassin=bassin, day=day, ahead=days_ahead(within), moment=moment)

    verdicts_to_give = _waiting(
        ProjectHearing,
        lambda bassin, _day, _ahead: verdicts_to_give(bassin),
        "Les contenus soumis sur lesquels elle ne s'est pas prononcée, le plus ancien d'abord (PS-ACCORD).",
    )
    renewals_due = _waiting(
        Pole,
        lambda bassin, day, ahead: expiring_poles(today=day, within=ahead, bassin=bassin),
        "Ses pôles dont le terme prend fin bientôt, à évaluer et à renouveler avant, le premier d'abord (PS-EVAL).",
    )
    decisions_to_receive = _waiting(
        Decision,
        lambda bassin, _day, _ahead: decisions_to_receive(bassin),
        "Les décisions communiquées et pas encore reçues, la plus ancienne d'abord (PS-COM).",
    )
    opinions_overdue = _waiting(
        Opinion,
        lambda bassin, day, _ahead: opinions(bassin=bassin, overdue_on=day),
        "Les avis dont la transmission ou la réponse est attendue depuis une échéance passée (PS-AVIS, M4).",
    )
    requests_late = _waiting(
        Analysis,
        lambda bassin, day, _ahead: analyses(bassin=bassin, late_on=day),
        "Les demandes de données sans réponse après l'échéance, la première due d'abord (M2).",
    )
    meetings_overdue = _waiting(
        Pole,
        lambda bassin, day, _ahead: overdue_poles(day=day, bassin=bassin),
        "Ses pôles qui auraient dû se réunir à nouveau, par nom (PS-REUNION).",
    )
