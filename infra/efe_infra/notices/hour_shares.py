"""Shares of an hour: no Instance uses up that of another, and invitations and digests take half at most."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, LiteralString, NamedTuple, Self

import psycopg

from efe_domain.shared.bassins import ALL_BASSINS
from efe_infra.notices.kinds import BULK

HOUR: Final = timedelta(hours=1)
OF_NO_INSTANCE: Final = ""
"""Group of digests and other mails to a person, which no Instance causes."""
GROUPS: Final = (*ALL_BASSINS, OF_NO_INSTANCE)
OWN_PART: Final = 2 * len(GROUPS)
"""Divisor of the share that is kept for each group: half of the hour together; the other half is for all."""
BULK_PART: Final = 2
BULK_OF_GROUP_PART: Final = 10
"""Divisors of what invitations and digests take of an hour: together, and those of one Instance."""

SENT: LiteralString = """
    select coalesce(bassin, ''), kind = any(%(bulk)s::text[]), count(*), min(sent_at) from notices.sent_mail
    where sent_at > %(since)s group by 1, 2
"""


class SentGroup(NamedTuple):
    """Mails of the last hour, of one Instance: invitations and digests, or others."""

    bassin: str
    is_bulk: bool
    mails: int
    first_at: datetime


@dataclass
class HourShares:
    """Room of the last hour, after the mails that were sent in it and those that are about to leave."""

    per_hour: int
    now: datetime
    _sent: dict[tuple[str, bool], SentGroup] = field(default_factory=dict)

    @classmethod
    def read(cls, connection: psycopg.Connection[Any], now: datetime, *, per_hour: int) -> Self:
        rows = connection.execute(SENT, {"bulk": list(BULK), "since": now - HOUR})
        groups = [SentGroup(*row) for row in rows]
        return cls(per_hour, now, {(each.bassin, each.is_bulk): each for each in groups})

    def add(self, bassin: str, *, is_bulk: bool) -> None:
        before = self._sent.get((bassin, is_bulk), SentGroup(bassin, is_bulk, 0, self.now))
        self._sent[bassin, is_bulk] = before._replace(mails=before.mails + 1)

    def free_at(self, bassin: str, *, is_bulk: bool) -> datetime:
        """Returns when the hour may have room for a further mail of an Instance: now, or later."""
        return max((self._first_of(each) + HOUR for each in self._full(bassin, is_bulk=is_bulk)), default=self.now)

    def _full(self, bassin: str, *, is_bulk: bool) -> Iterator[list[SentGroup]]:
        """Yields the groups of mails that leave no room."""
        groups = list(self._sent.values())
        bulk = [each for each in groups if each.is_bulk]
        own_bulk = [each for each in bulk if each.bassin == bassin]
        if is_bulk and _count(bulk) >= _part(self.per_hour, BULK_PART):
            yield bulk
        if is_bulk and bassin != OF_NO_INSTANCE and _count(own_bulk) >= _part(self.per_hour, BULK_OF_GROUP_PART):
            yield own_bulk
        if _count(groups) + self._kept_from(bassin) >= self.per_hour:
            yield groups

    def _kept_from(self, bassin: str) -> int:
        """Returns the mails that are kept for other Instances; none while this one is within its own share."""
        share = self.per_hour // OWN_PART
        used = {
            name: _count(each for each in self._sent.values() if each.bassin == name) for name in {*GROUPS, bassin}
        }
        if used[bassin] < share:
            return 0
        return sum(max(0, share - used[each]) for each in GROUPS if each != bassin)

    def _first_of(self, groups: list[SentGroup]) -> datetime:
        return min((each.first_at for each in groups), default=self.now)


def _count(groups: Iterable[SentGroup]) -> int:
    return sum(each.mails for each in groups)


def _part(per_hour: int, divisor: int) -> int:
    return -(-per_hour // divisor)
