"""Reading of a table, page by page, with the rights and the cost budget of the reader."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Any, Final

import msgspec

from efe_infra.console.register.documents import Document
from efe_infra.console.register.labels import bassin_of, value_of
from efe_infra.console.register.paging import all_pages
from efe_infra.console.tables.generated import TABLE_MOMENT, TableMomentMeta
from efe_infra.console.tables.table import PagedListing, RegisterTable
from efe_infra.console.web.page_request import PageRequest
from efe_infra.console.web.refusals import PageRefused

MAX_WAIT_S: Final = 300.0
"""Seconds that a file may wait, in all, for the budget of its reader."""
BUDGET_SPENT: Final = "COST_BUDGET_SPENT"


async def moment_of(visit: PageRequest) -> TableMomentMeta:
    """Returns the position that all pages of a file are read at. Raises `PageRefused`."""
    return (await visit.ask(TABLE_MOMENT)).meta


def filter_of(visit: PageRequest, table: RegisterTable[Any, Any]) -> dict[str, Any]:
    """Returns the filter of the address, as a variable. Raises `PageRefused` for an unknown bassin or state."""
    stated = {name: value for name in table.filters if (value := visit.query(name)) is not None}
    if (slug := stated.get("bassin")) is not None:
        if (bassin := bassin_of(slug)) is None:
            raise PageRefused(400, "Ce bassin n'existe pas.", field="bassin")
        stated["bassin"] = bassin
    if (slug := stated.get("etat")) is not None:
        if (state := value_of(slug, table.states)) is None:
            raise PageRefused(400, "Cet état n'existe pas.", field="etat")
        stated["etat"] = state
    conditions = {table.filters[name]: value for name, value in stated.items()}
    if table.depends_on_law_day and visit.moment.law_day:
        conditions["inForceOn"] = visit.moment.law_day.isoformat()
    return {"filter": conditions} if table.filters else {}


class PageCursor[L]:
    """Position in a listing that is read page by page, all as of one position of the register.

    A page waits for the cost budget of the reader, within a bound that all pages share.
    """

    def __init__(
        self, visit: PageRequest, listing: PagedListing[Any, Any, L], variables: Mapping[str, Any], position: int
    ) -> None:
        self._visit = visit
        self._listing = listing
        self._variables = {**variables, "asOf": {"position": str(position)}}
        self._wait_left_s = MAX_WAIT_S

    async def pages(self) -> AsyncIterator[list[L]]:
        """Yields the lines of each page. Raises `PageRefused`."""
        listing = self._listing
        async for page in all_pages(self.ask, listing.document, listing.connection, **self._variables):
            yield [line for each in page for line in listing.lines(each)]

    async def ask[T: msgspec.Struct](self, document: Document[T], /, **variables: Any) -> T:
        """Asks for what belongs to a page; waits for the cost budget. Raises `PageRefused`."""
        while True:
            try:
                return await self._visit.ask(document, **variables)
            except PageRefused as refusal:
                pause_s = float((refusal.headers or {}).get("Retry-After") or 1)
                if refusal.code != BUDGET_SPENT or pause_s > self._wait_left_s:
                    raise
                self._wait_left_s -= pause_s
            await asyncio.sleep(pause_s)
