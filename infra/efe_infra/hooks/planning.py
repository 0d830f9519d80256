"""Planning of deliveries: each webhook follows the ledger by a cursor, up to the last signed checkpoint."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, LiteralString, NamedTuple
from uuid import uuid5

import psycopg

from efe_infra.hooks.deliveries import MAX_OPEN, Hook
from efe_infra.notices.progress import sealed_position
from efe_infra.read_model.tables.position import read_position

type Connection = psycopg.Connection[Any]

PAGE_POSITIONS: Final = 200

PAGE: LiteralString = """
    select event.position, event.kind, event.subject from (
        select distinct place.position from read.trail as place
        where place.bassin = any(%(bassins)s) and place.position > %(after)s and place.position <= %(last)s
        order by place.position limit %(limit)s
    ) as place join read.recorded_event as event using (position) order by event.position
"""
VISIBLE: LiteralString = """
    select distinct on (place.position) place.position, place.bassin, place.seq, event.recorded_at
    from read.trail as place join read.recorded_event as event using (position)
    where place.bassin = any(%(bassins)s) and place.position = any(%(positions)s)
    order by place.position, place.bassin
"""
ORIGIN: LiteralString = "select split_part(note, E'\\n', 1) from seal.ledger_checkpoint order by size desc limit 1"
OPEN: LiteralString = "select count(*) from hooks.delivery where hook = %s and state in ('waiting', 'sending')"
INSERT: LiteralString = """
    insert into hooks.delivery (id, hook, position, kind, object, next_at)
    values (%(id)s, %(hook)s, %(position)s, %(kind)s, %(object)s, %(now)s)
    on conflict (hook, position) do update set state = 'waiting', attempts = 0, first_at = null, code = null,
        result = null, duration_ms = null, ended_at = null, next_at = excluded.next_at
    where delivery.state in ('sent', 'skipped')
"""
MOVE: LiteralString = """
    update hooks.hook set position = %(position)s where id = %(hook)s and position = %(after)s
"""


class InstancePlace(NamedTuple):
    """Place of an event in the trail of an Instance."""

    bassin: str
    seq: int
    recorded_at: datetime


@dataclass(frozen=True)
class HookPlanner:
    """Planner of deliveries. `reading` sees every row of the read model; `writing` is the leader's."""

    reading: Connection
    writing: Connection

    @property
    def last_position(self) -> int:
        """Last position under a signed checkpoint that the read model has."""
        return min(sealed_position(self.reading), read_position(self.reading)[0])

    @property
    def origin(self) -> str:
        """Origin of the log, as the last checkpoint names it."""
        [(origin,)] = self.reading.execute(ORIGIN).fetchall()
        return str(origin)

    def plan(self, hook: Hook, bassins: Sequence[str], last: int, now: datetime) -> int:
        """Plans the next page of a webhook and moves its cursor, in one transaction. Returns the new position.

        A message keeps its id, also when it is planned again. A webhook with too many open deliveries waits.
        """
        [(count,)] = self.writing.execute(OPEN, [hook.id]).fetchall()
        limit = min(PAGE_POSITIONS, MAX_OPEN - count)
        if hook.position >= last or limit <= 0:
            return hook.position
        params = {"bassins": list(bassins), "after": hook.position, "last": last, "limit": limit}
        page = self.reading.execute(PAGE, params).fetchall()
        reached = page[-1][0] if len(page) == limit else last
        rows = [
            {
                "id": uuid5(hook.id, str(position)),
                "hook": hook.id,
                "position": position,
                "kind": topic,
                "object": subject,
                "now": now,
            }
            for position, topic, subject in page
            if not hook.kinds or topic.startswith(tuple(hook.kinds))
        ]
        with self.writing.transaction(), self.writing.cursor() as cursor:
            moved = {"hook": hook.id, "position": reached, "after": hook.position}
            if cursor.execute(MOVE, moved).rowcount == 0:
                return hook.position
            cursor.executemany(INSERT, rows)
        return reached

    def visible(self, bassins: Sequence[str], positions: Sequence[int]) -> dict[int, InstancePlace]:
        """Returns the place of each of these positions in a trail of the Instances: the first by code."""
        params = {"bassins": list(bassins), "positions": list(positions)}
        return {position: InstancePlace(*place) for position, *place in self.reading.execute(VISIBLE, params)}
