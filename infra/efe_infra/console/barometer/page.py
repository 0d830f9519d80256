"""`/barometre`: the figures of a period, and the lines behind each with their files."""

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from efe_infra.console.barometer.figures import (
    FIGURES,
    VALUES,
    by_theme,
    difference_text,
    figure_at,
    line_value,
    slug_of,
    table_of,
    value_text,
)
from efe_infra.console.barometer.generated import BAROMETER, BAROMETER_LINES, BAROMETER_PAGE
from efe_infra.console.barometer.period import PATH, BarometerChoice
from efe_infra.console.language.formats import today
from efe_infra.console.register.labels import BASSINS
from efe_infra.console.tables.responses import csv_response, workbook_response
from efe_infra.console.web.page_request import PageRequest, Visit
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.refusals import PageRefused, require

pages = page_router(multilingual=True)
YEARS = 10
"""Number of years that the form offers."""


@pages.get(PATH)
async def barometer(visit: Visit) -> Response:
    """Shows the barometer of `bassin` and of the year `annee`, or from `du` to `au`."""
    choice = BarometerChoice.of(visit)
    if choice.problems:
        return await _with_problems(visit, choice, choice.problems)
    try:
        response = await visit.ask(BAROMETER, **choice.variables)
    except PageRefused as refusal:
        return await _with_problems(visit, choice, choice.problems_of(refusal))
    return visit.page(
        "barometer/page.html",
        response,
        barometer=response.barometer,
        themes=list(by_theme(response.barometer.figures)),
        slug_of=slug_of,
        value_text=value_text,
        difference_text=difference_text,
        **_form(choice, {}),
    )


async def _with_problems(visit: PageRequest, choice: BarometerChoice, problems: Mapping[str, str]) -> Response:
    """Shows the form again, with the problem at its field."""
    return visit.page(
        "barometer/page.html",
        await visit.ask(BAROMETER_PAGE),
        status=400,
        barometer=None,
        themes=[],
        **_form(choice, problems),
    )


def _form(choice: BarometerChoice, problems: Mapping[str, str]) -> dict[str, Any]:
    this_year = today().year
    return {
        "path": PATH,
        "choice": choice,
        "problems": problems,
        "years": range(this_year, this_year - YEARS, -1),
        "last_day": today(),
    }


@pages.get(f"{PATH}/{{name}}.csv")
async def csv_lines(visit: Visit, name: str) -> Response:
    figure, variables = _requested(visit, name)
    return await csv_response(visit, table_of(figure), variables)


@pages.get(f"{PATH}/{{name}}.xlsx")
async def workbook_lines(visit: Visit, name: str) -> Response:
    figure, variables = _requested(visit, name)
    return await workbook_response(visit, table_of(figure), variables, _conditions(BarometerChoice.of(visit)))


@pages.get(f"{PATH}/{{name}}")
async def lines(visit: Visit, name: str) -> Response:
    """Shows the lines behind a figure, the last day first."""
    figure, variables = _requested(visit, name)
    response = await visit.ask(BAROMETER_LINES, **variables, after=visit.query("apres"))
    page = response.barometer_lines
    return visit.page(
        "barometer/lines.html",
        response,
        page=page,
        after=page.page_info.end_cursor if page.page_info.has_next_page else None,
        value_heading=VALUES.get(FIGURES[figure].unit),
        line_value=line_value,
        path=PATH,
        here=f"{PATH}/{name}",
        choice=BarometerChoice.of(visit),
    )


def _requested(visit: PageRequest, name: str) -> tuple[str, dict[str, Any]]:
    """Returns the figure and the variables of its lines. Raises `NotHere`, or `PageRefused` for a wrong period."""
    figure = require(figure_at(name))
    choice = BarometerChoice.of(visit)
    for parameter, sentence in choice.problems.items():
        raise PageRefused(400, sentence, field=parameter)
    return figure, {"figure": figure, **choice.variables}


def _conditions(choice: BarometerChoice) -> dict[str, str]:
    """Returns the choice in words, for the second sheet."""
    bassin = choice.variables["bassin"]
    conditions = {
        "Bassin": BASSINS[bassin] if bassin else "Les dix bassins",
        "Année": str(choice.year) if choice.year else None,
        "Du": choice.parameters["du"],
        "Au": choice.parameters["au"],
    }
    return {heading: value for heading, value in conditions.items() if value}
