"""`/tableaux`: the tables of the register, and each of them as a CSV or XLSX file."""

from typing import Any

from starlette.responses import Response

from efe_infra.console.register.labels import BASSINS, bassin_of, label, value_of
from efe_infra.console.tables.generated import TABLES_PAGE
from efe_infra.console.tables.listings import TABLES
from efe_infra.console.tables.reading import filter_of
from efe_infra.console.tables.responses import csv_response, workbook_response
from efe_infra.console.tables.table import RegisterTable
from efe_infra.console.web.page_request import PageRequest, Visit
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.refusals import SignInNeeded, require

pages = page_router(multilingual=True)


@pages.get("/tableaux")
async def tables(visit: Visit) -> Response:
    readable = [each for each in TABLES.values() if visit.session or not each.is_personal]
    choice = {"bassin": visit.query("bassin")}
    return visit.page("tables/page.html", await visit.ask(TABLES_PAGE), tables=readable, choice=choice)


@pages.get("/tableaux/{name}.csv")
async def csv_table(visit: Visit, name: str) -> Response:
    table = _requested(visit, name)
    return await csv_response(visit, table, filter_of(visit, table))


@pages.get("/tableaux/{name}.xlsx")
async def workbook_table(visit: Visit, name: str) -> Response:
    table = _requested(visit, name)
    return await workbook_response(visit, table, filter_of(visit, table), conditions_of(visit, table))


def _requested(visit: PageRequest, name: str) -> RegisterTable[Any, Any]:
    """Raises `NotHere` or `SignInNeeded`."""
    table = require(TABLES.get(name))
    if table.is_personal and visit.session is None:
        raise SignInNeeded
    return table


def conditions_of(visit: PageRequest, table: RegisterTable[Any, Any]) -> dict[str, str]:
    """Returns the filters of the address in words."""
    bassin, state, words = (visit.query(name) if name in table.filters else None for name in ("bassin", "etat", "q"))
    known_bassin, known_state = bassin_of(bassin), value_of(state, table.states) if state else None
    conditions = {
        "Bassin": BASSINS[known_bassin] if known_bassin else None,
        "État": label(known_state, table.states) if known_state else None,
        "Mots": words,
    }
    return {heading: value for heading, value in conditions.items() if value}
