"""The work of a preview of a rectification: the ledger is searched for whoever looked at the entity."""

from collections.abc import Iterator
from datetime import date, timedelta
from statistics import median
from time import perf_counter
from typing import Any, Final, LiteralString
from uuid import UUID

import psycopg

from efe_infra.ledger.search_sql import STREAMS_NAMING_SQL
from efe_infra.postgres.database import Database, DatabaseRole
from tests.api.given import Client
from tests.costs.measured import ROWS
from tests.plans.sample import BASSIN

PREVIEW: Final = """
    query ($input: RectifyInput!) { previewRectification(input: $input) {
        facts { version } consequences { findings } hiddenConsequences userErrors { code }
    } }
"""
TIMES: Final = 5
_MOST_NAMED: Final = """
    select pole, count(*) from read.decision where bassin = %s and to_position is null
    group by pole order by 2 desc, 1 limit 20
"""
_MEMBERS: Final = """
    select originator_version, convert_from(state, 'utf8')::json ->> 'effective_on' from ledger.event
    where originator_id = %s and topic like 'pole.member-designated.%%' order by 1
"""


def preview_work(database: Database, by: Client) -> dict[str, Any]:
    """Previews a designation a day later, in the pôle with most decisions where that is not refused."""
    for pole, decisions in _rows(database, _MOST_NAMED, str(BASSIN)):
        for version, day in _rows(database, _MEMBERS, pole):
            later = date.fromisoformat(day) + timedelta(days=1)
            asked = {
                "entityId": f"Pole:{pole}",
                "changes": [{"version": version, "patch": {"effectiveOn": later.isoformat()}}],
                "reason": "Erreur matérielle.",
            }
            told = by.ask(PREVIEW, input=asked)["previewRectification"]
            if not told["userErrors"]:
                found = len(told["consequences"]) + (told["hiddenConsequences"] or 0)
                return _figures(database, by, pole, asked) | {"decisions": decisions, "consequences": found}
    return {}


def _figures(database: Database, by: Client, pole: UUID, asked: dict[str, Any]) -> dict[str, Any]:
    took = []
    for _ in range(TIMES):
        began = perf_counter()
        by.ask(PREVIEW, input=asked)
        took.append(perf_counter() - began)
    pages, rows, naming = _searched(database, pole)
    return {
        "pages": pages,
        "rows": rows,
        "work": pages + rows / ROWS,
        "search_ms": naming,
        "ms": 1000 * median(took),
    }


def _searched(database: Database, pole: UUID) -> tuple[int, int, float]:
    given = {"names": [str(pole).encode()], "kinds": ["pole", "decision", "meeting", "analysis", "themes"]}
    with psycopg.connect(database.conninfo(DatabaseRole.COMMAND)) as connection:
        explain: LiteralString = "explain (analyze, buffers, format json) "
        [[plan]] = connection.execute(explain + STREAMS_NAMING_SQL, given).fetchall()
    found = plan[0]
    nodes = list(_nodes(found["Plan"]))
    read = [each for each in nodes if "Relation Name" in each]
    rows = sum((each["Actual Rows"] + each.get("Rows Removed by Filter", 0)) * each["Actual Loops"] for each in read)
    top = found["Plan"]
    return top["Shared Hit Blocks"] + top["Shared Read Blocks"], round(rows), found["Execution Time"]


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for each in plan.get("Plans", ()):
        yield from _nodes(each)


def _rows(database: Database, query: LiteralString, *given: object) -> list[tuple[Any, ...]]:
    with psycopg.connect(database.conninfo(DatabaseRole.PROJECTOR)) as connection:
        return connection.execute(query, given).fetchall()
