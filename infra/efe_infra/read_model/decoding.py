"""The ledger as projections take it."""

from datetime import UTC
from typing import Any

import psycopg

from efe_domain.codec import decode
from efe_domain.event import Event
from efe_infra.ledger.pages import PULL, LedgerEvent
from efe_infra.read_model.fold import FoldFailed
from efe_projections.projection import Recorded

ALL = "*"
"""Stands for every projection: the event itself cannot be read or written."""


def pull(connection: psycopg.Connection[Any], *, after: int, limit: int) -> list[LedgerEvent]:
    """What the ledger holds now after a position; nothing at its end."""
    with connection.cursor(binary=True) as cursor:
        return [LedgerEvent._make(row) for row in cursor.execute(PULL, [after, limit], prepare=True)]


def recorded_of(stored: LedgerEvent) -> Recorded[Event]:
    """The event with its place in the ledger. Raises `FoldFailed`, also for a topic that newer code wrote."""
    try:
        event = decode(stored.topic, stored.state)
    except Exception as error:
        raise FoldFailed(ALL, stored.position) from error
    return Recorded(event, stored.position, stored.recorded_at.astimezone(UTC), stored.topic, stored.leaf)
