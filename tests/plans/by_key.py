"""The reads by key that data loaders put together: found in the code, so that none is forgotten."""

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final

from efe_graphql.types.nodes import KINDS
from efe_graphql.types.trail.act_context import CONTEXT_COLUMNS
from efe_graphql.types.trail.names import NAMED_ROWS
from efe_graphql.wording.values import rows
from efe_projections.audit.rows import AuditEntryRow, RecordedEventRow
from efe_projections.catalogue import PROJECTIONS
from efe_projections.engine.row import Row
from efe_projections.instance.mandates import MandateRow
from efe_projections.project.joint_meetings import JointMeetingRow

type Columns = tuple[type[Row], tuple[str, ...]]

_ROOT: Final = Path(__file__).parents[2]
_FOLDERS: Final = ("projections", "graphql", "infra")
_ALL: Final[tuple[type[Row], ...]] = (
    *(projection.row for projection in PROJECTIONS),
    RecordedEventRow,
    AuditEntryRow,
)
_ROWS: Final = {row.__name__: row for row in _ALL}
_OPTIONS_OF_LISTED: Final = {"description", "lasting", "prefetched"}


def _listed() -> Iterator[Columns]:
    """Yields the row and the columns of each field that `listed` declares: its other keywords are columns."""
    for file in sorted((_ROOT / "graphql" / "efe_graphql" / "types").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            match node:
                case ast.Call(func=ast.Name(id="listed"), args=[ast.Name(id=kind), *_], keywords=keywords):
                    row = KINDS[kind].ROW
                    named = {each.arg for each in keywords} - _OPTIONS_OF_LISTED
                    yield row, tuple(column.name for column in row.TABLE.columns if column.name in named)


UNNAMED: Final[Mapping[str, tuple[Columns, ...]]] = {
    "by(row_type, *row_type.TABLE.key)": tuple((rows()[table], rows()[table].TABLE.key) for table in CONTEXT_COLUMNS),
    "by(cls.ROW, *cls.ROW.TABLE.key)": tuple(
        (kind.ROW, kind.ROW.TABLE.key) for kind in KINDS.values() if hasattr(kind, "ROW")
    ),
    "by(of.ROW, *columns)": tuple(_listed()),
    "by(source.row, *source.row.TABLE.key)": tuple((each.row, each.row.TABLE.key) for each in NAMED_ROWS.values()),
    "by(JointMeeting.ROW, 'project')": ((JointMeetingRow, ("project",)),),
    "by(MandateRow, column)": ((MandateRow, ("body",)), (MandateRow, ("instance",))),
}
"""What the calls mean that do not name a row type and its columns."""


def calls() -> Iterator[ast.Call]:
    """Every call of `by`, wherever it is."""
    for folder in _FOLDERS:
        for file in sorted((_ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text())):
                match node:
                    case ast.Call(func=ast.Name(id="by")):
                        yield node


def columns_of(call: ast.Call) -> tuple[Columns, ...]:
    """Raises `LookupError` for a call of which nobody has said what it means."""
    match call.args:
        case [ast.Name(id=name), *columns] if name in _ROWS and all(isinstance(c, ast.Constant) for c in columns):
            return ((_ROWS[name], tuple(str(c.value) for c in columns if isinstance(c, ast.Constant))),)
        case _:
            try:
                return UNNAMED[ast.unparse(call)]
            except KeyError:
                raise LookupError(f"What does {ast.unparse(call)} read? Say it in {__name__}.UNNAMED") from None


@cache
def keyed() -> list[Columns]:
    """Reads all sources once."""
    return sorted(
        {each for call in calls() for each in columns_of(call)}, key=lambda each: (each[0].__name__, each[1])
    )
