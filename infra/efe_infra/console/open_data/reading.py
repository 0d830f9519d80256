"""Reading of an open data file, page by page, as a visitor."""

from collections.abc import AsyncIterator
from typing import Any

from efe_infra.console.open_data.columns import Row
from efe_infra.console.open_data.datasets import Dataset
from efe_infra.console.open_data.edition import Edition
from efe_infra.console.open_data.generated import STILL_VISIBLE
from efe_infra.console.register.ids import at_present
from efe_infra.console.tables.reading import PageCursor
from efe_infra.console.web.page_request import PageRequest


async def row_pages(visitor: PageRequest, dataset: Dataset[Any, Any], edition: Edition) -> AsyncIterator[list[Row]]:
    """Yields the rows of each page of an edition. Raises `PageRefused`.

    The state of an object is that of the edition. The present decides whether a visitor may see it.
    """
    variables = {"inForceOn": edition.law_day.isoformat()} if "inForceOn" in dataset.document.takes else {}
    cursor = PageCursor[Any](visitor, dataset.objects, variables, edition.position)
    async for page in cursor.pages():
        objects = await still_visible(cursor, page) if edition.is_past else page
        yield [row for each in objects for row in dataset.rows(each, edition.site)]


async def still_visible(cursor: PageCursor[Any], page: list[Any]) -> list[Any]:
    """Returns the objects that a visitor may see today. Raises `PageRefused`."""
    if not page:
        return []
    answer = await cursor.ask(STILL_VISIBLE, ids=[at_present(each.id) for each in page])
    visible = {each.id for each in answer.nodes if each}
    return [each for each in page if at_present(each.id) in visible]
