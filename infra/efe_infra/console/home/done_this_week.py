"""Acts of the last seven days in the Instance of a coordinator: their own ones, then those of others."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from efe_infra.console.home.generated import DONE_THIS_WEEK, DoneAct
from efe_infra.console.web.acting_roles import COORDINATOR
from efe_infra.console.web.page_request import PageRequest

WEEK: Final = timedelta(days=7)
MAX_OTHERS: Final = 5


class DoneThisWeek(NamedTuple):
    bassin: str
    own: Sequence[DoneAct]
    others: Sequence[DoneAct]


async def done_this_week(visit: PageRequest, account_id: str) -> DoneThisWeek | None:
    """Returns the acts, the newest first; None without an act, for other roles, and on a page of the past."""
    role = visit.role
    if role is None or role.kind != COORDINATOR or visit.moment.is_past:
        return None
    period = {"recordedFrom": (datetime.now(UTC) - WEEK).isoformat()}
    response = await visit.ask(DONE_THIS_WEEK, bassin=role.bassin, own={"actorId": account_id, **period}, all=period)
    own = response.own.nodes
    others = [each for each in response.all.nodes if each.actor and each.actor.id != account_id][:MAX_OTHERS]
    return DoneThisWeek(role.bassin, own, others) if own or others else None
