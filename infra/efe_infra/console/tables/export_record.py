"""Record of an export in the access journal: an auditor who takes persons home as a file is named there."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from starlette.requests import HTTPConnection

from efe_infra.console.register.client import scope_of
from efe_infra.console.register.labels import SLUGS, bassin_of
from efe_infra.console.tables.table import RegisterTable
from efe_infra.console.web.page_request import PageRequest

type RecordExport = Callable[[HTTPConnection, str, Sequence[str], int], Awaitable[None]]
"""Port to the access journal: the request with its token, the table, the bassins and the position that is read."""


async def record_export(visit: PageRequest, table: RegisterTable[Any, Any], position: int) -> None:
    """Records the export of a table with persons by an auditor, before its first line is read.

    Raises every error of the journal: then there is no file.
    """
    record: RecordExport | None = visit.request.app.state.console.record_export
    if not table.has_persons or visit.session is None or record is None:
        return
    name = bassin_of(visit.query("bassin"))
    bassins = [SLUGS[name]] if name else list(SLUGS.values())
    scope = scope_of(visit.request, "GET", visit.request.url.path, token=visit.session.access_token, headers={})
    state = {"correlation_id": visit.request.scope["state"]["correlation_id"]}
    await record(HTTPConnection(scope | {"state": state}), table.name, bassins, position)
