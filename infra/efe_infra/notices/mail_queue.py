"""Queue between the writer of mails and the connections to the mail server: in order within an address, bounded."""

import asyncio
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage
from time import monotonic
from typing import Final

from efe_infra.notices.entitlement import NoticeOccasion
from efe_infra.notices.outbox import NoticeAddress, OutboxRow

SEND_WITHIN_S: Final = 50.0
"""Time for which a written mail may wait for a connection; then it is written anew, as the register has it."""


@dataclass(frozen=True, kw_only=True)
class WrittenMail:
    """Message of a row, with the notices that it tells. `result` is noted once it is sent."""

    row: OutboxRow
    message: EmailMessage
    to: str
    notices: Sequence[NoticeOccasion] = ()
    result: str = ""
    written_at_s: float = field(default_factory=monotonic)


class MailQueue:
    """Queue of written mails in one event loop.

    Addresses take turns, and one connection at a time has a mail of an address. A mail that is to be tried again
    blocks its address for this round.
    """

    def __init__(self) -> None:
        self.blocked: set[NoticeAddress] = set()
        self.is_stopped = False
        self._waiting: dict[NoticeAddress, deque[WrittenMail]] = {}
        self._turns: deque[NoticeAddress] = deque()
        self._is_closed = False
        self._count = 0
        self._changed = asyncio.Condition()

    async def room_for(self, mails: int) -> None:
        """Waits until no more than that many mails wait (back-pressure)."""
        async with self._changed:
            await self._changed.wait_for(lambda: self._count <= mails or self.is_stopped)

    async def put(self, mails: Iterable[WrittenMail]) -> None:
        async with self._changed:
            for mail in mails:
                self._put(mail)
            self._changed.notify_all()

    async def next(self) -> WrittenMail | None:
        """Waits for the next mail of an address whose last mail has ended; None once there will be none."""
        async with self._changed:
            while not self.is_stopped:
                await self._changed.wait_for(self._has_news)
                if not self._turns:
                    return None
                mail = self._waiting[self._turns.popleft()].popleft()
                self._count -= 1
                self._changed.notify_all()
                if monotonic() - mail.written_at_s < SEND_WITHIN_S:
                    return mail
                self.blocked.add(mail.row.address)
                self._end_turn(mail.row.address)
            return None

    async def has_next(self) -> bool:
        """Waits until a mail is there to be sent; False once there will be none."""
        async with self._changed:
            await self._changed.wait_for(self._has_news)
            return bool(self._turns)

    async def done(self, mail: WrittenMail, *, is_ended: bool) -> None:
        """Gives the next turn to the address, or blocks it."""
        async with self._changed:
            if not is_ended:
                self.blocked.add(mail.row.address)
            self._end_turn(mail.row.address)
            self._changed.notify_all()

    async def close(self) -> None:
        """Tells the connections that no mail will be added."""
        async with self._changed:
            self._is_closed = True
            self._changed.notify_all()

    async def stop(self) -> None:
        """Drops all that waits: no further mail is sent."""
        async with self._changed:
            self.is_stopped = True
            self._turns.clear()
            for mails in self._waiting.values():
                mails.clear()
            self._count = 0
            self._changed.notify_all()

    def _has_news(self) -> bool:
        return bool(self._turns) or self.is_stopped or (self._is_closed and not self._waiting)

    def _put(self, mail: WrittenMail) -> None:
        address = mail.row.address
        if self.is_stopped or address in self.blocked:
            return
        if address not in self._waiting:
            self._waiting[address] = deque()
            self._turns.append(address)
        self._waiting[address].append(mail)
        self._count += 1

    def _end_turn(self, address: NoticeAddress) -> None:
        mails = self._waiting[address]
        if address in self.blocked:
            self._count -= len(mails)
            mails.clear()
        if mails:
            self._turns.append(address)
        else:
            del self._waiting[address]
