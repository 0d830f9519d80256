"""SQL for the entries of a trail on operators that sit, sat, are or were located in its bassin."""

from collections.abc import Mapping
from typing import Final

from efe_projections.audit.rows import AuditEntryRow, RecordedEventRow
from efe_projections.engine.query import alive, visible
from efe_projections.engine.row import Row
from efe_projections.operator.rows import RessortRow, SiteRow
from efe_projections.pole.memberships import MembershipRow


def _places(row: type[Row], entry: str, condition: str) -> str:
    """Returns SQL: a row of that type, of today or of before, places the operator of the entry in the bassin."""
    return f"""exists (
        select from read.{row.TABLE.name} as placed where placed.operator = {entry}.subject
        and {condition} and {alive("placed")} and {visible(row.TABLE, "placed")}
    )"""


_PLACES: Final[Mapping[type[Row], str]] = {
    SiteRow: "placed.bassin = %(bassin)s",
    RessortRow: "placed.bassin = %(bassin)s",
    MembershipRow: "%(bassin)s = any(placed.bassins)",
}
"""Rows that place an operator in the bassin, each with its condition."""
_PLACED_HERE = " or ".join(_places(row, AuditEntryRow.TABLE.name, condition) for row, condition in _PLACES.items())
OPERATORS_HERE = f"({AuditEntryRow.TABLE.name}.subject_kind <> 'operator' or {_PLACED_HERE})"
"""Condition on an entry: it is about no operator, or about one that sits, sat, is or was located in the bassin."""
_HERE = " union ".join(
    f"select placed.operator from read.{row.TABLE.name} as placed"  # noqa: S608
    f" where {condition} and {alive('placed')} and {visible(row.TABLE, 'placed')}"
    for row, condition in _PLACES.items()
)
OF_OPERATORS_HERE = f"""(
    select event.*, %(bassin)s::text as bassin from ({_HERE}) as here cross join lateral (
        select * from read.{RecordedEventRow.TABLE.name} where subject = here.operator and common offset 0
    ) as event
) as {AuditEntryRow.TABLE.name}"""  # noqa: S608
"""Entries on those operators, found by operator."""
