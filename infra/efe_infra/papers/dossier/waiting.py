"""Reader of a long file, who waits for the cost budget and for the queue of compilations, within one bound."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any, Final

import msgspec

from efe_domain.shared.messages import Language
from efe_graphql.limits.cost_budget import BudgetSpent
from efe_infra.console.register.documents import Document
from efe_infra.console.tables.reading import BUDGET_SPENT
from efe_infra.console.web.refusals import PageRefused
from efe_infra.papers.compiling.queue import PaperQueueFull
from efe_infra.papers.declaration.reader import PaperReader

MAX_WAIT_S: Final = 600.0
"""Seconds that one file may wait in all."""
QUEUE_PAUSE_S: Final = 1.0


class WaitingReader:
    """Reader whose documents, and whose compilations by `patiently`, wait for the budget of the client."""

    def __init__(self, reader: PaperReader, wait_s: float = MAX_WAIT_S) -> None:
        self._reader, self._wait_left_s = reader, wait_s

    @property
    def language(self) -> Language:
        return self._reader.language

    @property
    def is_signed_in(self) -> bool:
        return self._reader.is_signed_in

    @property
    def law_day(self) -> date | None:
        return self._reader.law_day

    async def ask[T: msgspec.Struct](self, document: Document[T], /, **variables: Any) -> T:
        """Raises `PageRefused`."""
        return await self.patiently(lambda: self._reader.ask(document, **variables))

    async def patiently[T](self, work: Callable[[], Awaitable[T]]) -> T:
        """Returns the result of work, which is done again after a pause where the client has no budget left.

        Raises its errors, and the last refusal at the bound.
        """
        while True:
            try:
                return await work()
            except (BudgetSpent, PageRefused, PaperQueueFull) as refusal:
                pause_s = pause_after(refusal)
                if pause_s is None or pause_s > self._wait_left_s:
                    raise
                self._wait_left_s -= pause_s
            await asyncio.sleep(pause_s)


def pause_after(refusal: BudgetSpent | PageRefused | PaperQueueFull) -> float | None:
    """Returns the seconds after which the work may be tried again; None for any other refusal."""
    match refusal:
        case BudgetSpent():
            return max(refusal.remaining_budget.seconds, 0.0)
        case PaperQueueFull():
            return QUEUE_PAUSE_S
        case PageRefused() if refusal.code == BUDGET_SPENT:
            return float((refusal.headers or {}).get("Retry-After") or QUEUE_PAUSE_S)
        case _:
            return None
