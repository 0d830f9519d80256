"""Values that the sentence of an act needs beside its changes, from the rows that it changed."""

from asyncio import gather
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

import msgspec
from msgspec.structs import replace

from efe_domain.shared.bassins import Bassin
from efe_domain.shared.ids import instance_id
from efe_graphql.contract.as_of import ResolvedAsOf
from efe_graphql.request.context import Context
from efe_graphql.wording.act_sentences import missing_names
from efe_graphql.wording.values import builtin, rows
from efe_projections.audit.rows import EventRow, FieldChange
from efe_projections.engine.batch import by
from efe_projections.engine.row import field_types
from efe_projections.instance.rows import AxisRow
from efe_projections.operator.rows import CompetenceRow

CONTEXT_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "access_grant": ("pole",),
    "axis": ("label",),
    "competence": ("label",),
    "invitation": ("inviter", "pole"),
    "joint_meeting": ("day",),
    "mandate": ("body", "person"),
    "meeting": ("pole",),
    "site": ("commune",),
    "support": ("description",),
}
"""Columns that an act leaves as they are, and that its sentence names."""
AXIS_COLUMNS: Final = ("axis", "other_axis")


async def with_context(context: Context, row: EventRow, as_of: ResolvedAsOf) -> EventRow:
    """Returns the entry with the unchanged columns that its sentence names, as far as the viewer sees the rows."""
    missing = missing_names(row)
    columns_by_row = {
        (change.table, change.key): [
            each for each in CONTEXT_COLUMNS[change.table] if _is_missing(change.table, each, missing)
        ]
        for change in row.changes
        if change.table in CONTEXT_COLUMNS
    }
    matches = await gather(
        *(_values(context, table, key, columns, as_of) for (table, key), columns in columns_by_row.items() if columns)
    )
    extra = tuple(change for several in matches for change in several)
    return replace(row, changes=(*row.changes, *extra)) if extra else row


async def axis_names(context: Context, row: EventRow, as_of: ResolvedAsOf) -> dict[str, str]:
    """Returns the labels of the axes in the key of a row that an act changed."""
    keyed = [(change.table, key_of(change.table, change.key)) for change in row.changes]
    table, key = next(((table, key) for table, key in keyed if "other_axis" in key), ("", {}))
    labels = await gather(*(axis_label(context, table, key, column, as_of) for column in AXIS_COLUMNS if key))
    return {column: label for column, label in zip(AXIS_COLUMNS, labels, strict=False) if label}


async def axis_label(
    context: Context, table: str, key: Mapping[str, Any], column: str, as_of: ResolvedAsOf
) -> str | None:
    """Returns the label of the axis in a column of a key; None for an axis that no row names."""
    axis = str(key[column])
    if table == CompetenceRow.TABLE.name:
        competences = by(CompetenceRow, "operator", "axis")
        matches = await context.rows.all(competences, (UUID(str(key["operator"])), axis), at=as_of.position)
        return matches[-1].label if matches else None
    instance = instance_id(Bassin(key["other_bassin"])) if column == "other_axis" else UUID(str(key["instance"]))
    axes = await context.rows.all(by(AxisRow, "instance", "axis"), (instance, axis), at=as_of.position)
    return axes[-1].label if axes else None


def key_of(table: str, key: tuple[Any, ...]) -> dict[str, Any]:
    """Returns the values of a key by column; none for a table that is no more."""
    return dict(zip(rows()[table].TABLE.key, key, strict=False)) if table in rows() else {}


def _is_missing(table: str, column: str, missing: set[str]) -> bool:
    return column in missing or f"{table}.{column}" in missing


async def _values(
    context: Context, table: str, key: tuple[Any, ...], columns: list[str], as_of: ResolvedAsOf
) -> list[FieldChange]:
    row_type = rows()[table]
    row = await context.rows.one(by(row_type, *row_type.TABLE.key), _typed(table, key), at=as_of.position)
    return [FieldChange(table, key, column, None, builtin(getattr(row, column))) for column in columns] if row else []


def _typed(table: str, key: tuple[Any, ...]) -> tuple[Any, ...]:
    hints = field_types(rows()[table])
    return tuple(msgspec.convert(builtin(value), hints[column]) for column, value in key_of(table, key).items())
