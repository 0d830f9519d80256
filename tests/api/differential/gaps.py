"""Rows that lack what may be lacking, and have what may be there: the demonstration is a register in good order."""

import re
from typing import Any, get_type_hints

import psycopg

from efe_infra.postgres.database import Database
from efe_infra.read_model.tables.definition import SCHEMA
from efe_projections.catalogue import PROJECTIONS
from efe_projections.engine.row import Row, TableColumn
from tests.plans.filled import fill, value

ROWS = 24
"""Made up for each table of which the demonstration tells little; of each, some versions."""

FEW = ROWS // 4


def spread(database: Database) -> None:
    """Leaves nulls in each column that may have them, and rows out of each table."""
    fill(database, ROWS, fewer_than=FEW)
    rows_of = [*(projection.row for projection in PROJECTIONS), PROJECTIONS.audit.event, PROJECTIONS.audit.place]
    with psycopg.connect(database.admin) as admin:
        for row in rows_of:
            if words := _words(admin, row):
                admin.execute(words.encode(), {})


def lacking(database: Database) -> list[str]:
    """Columns that are null in each row, or in none, though they may be."""
    with psycopg.connect(database.admin) as admin:
        return [
            f"{table.name}.{column.name}"
            for table in (projection.row.TABLE for projection in PROJECTIONS)
            for column in table.columns
            if column.nullable and len(_seen(admin, table.name, column.name)) < 2
        ]


def _words(admin: psycopg.Connection[Any], row: type[Row]) -> str:
    table, hints = row.TABLE, get_type_hints(row)
    nullable = [column for column in table.columns if column.nullable]
    if not nullable:
        return ""
    sets = ", ".join(
        f"{column.name} = case when numbered.nth %% 5 = 0 then null else {_otherwise(admin, row, column, hints)} end"
        for column in nullable
    )
    return f"""
        update {SCHEMA}.{table.name} as own set {sets}
        from (select ctid, (row_number() over (order by ctid))::int as nth from {SCHEMA}.{table.name}) as numbered
        where numbered.ctid = own.ctid
    """


def _otherwise(admin: psycopg.Connection[Any], row: type[Row], column: TableColumn, hints: dict[str, Any]) -> str:
    """As it is; where hardly any row has something, a part of them get it: the few may be those that lose theirs."""
    if _filled(admin, row.TABLE.name, column.name) >= FEW:
        return f"own.{column.name}"
    given = re.sub(r"\bnth\b", "numbered.nth", value(column, hints[column.name]))  # a table has such a column too
    lacks = f"own.{column.name} is null and numbered.nth %% 3 = 1"
    return f"case when {lacks} then {given} else own.{column.name} end"


def _filled(admin: psycopg.Connection[Any], table: str, column: str) -> int:
    """Rows in which it is not null."""
    [(count,)] = admin.execute(f"select count({column}) from {SCHEMA}.{table}".encode())
    return int(count)


def _seen(admin: psycopg.Connection[Any], table: str, column: str) -> set[bool]:
    """Returns which columns have a null and which have a value, over all rows."""
    found = admin.execute(f"select distinct {column} is null from {SCHEMA}.{table}".encode())
    return {is_null for (is_null,) in found}
