"""A row type tells its table; one that cannot be a table is refused where it is written."""

from datetime import date, datetime
from enum import Enum, StrEnum
from types import new_class
from typing import Any
from uuid import UUID

import msgspec
import pytest

from efe_projections.engine.query import viewing, visible
from efe_projections.engine.row import Access, Concern, Row, TableColumn
from efe_projections.engine.viewer import Viewer


class Colour(StrEnum):
    RED = "red"


class Wheel(msgspec.Struct, frozen=True):
    spokes: int


class CartRow(
    Row, table="cart", key=("id", "day"), indexes=(("colour", "day"),), access=Access.DOSSIER, verbatim=("wheels",)
):
    id: UUID
    day: date
    bassins: tuple[str, ...]
    colour: Colour
    colours: tuple[Colour, ...]
    label: str | None
    axles: int
    covered: bool
    seen_at: datetime | None
    photograph: bytes
    spare: Wheel | None
    wheels: tuple[Wheel, ...]
    prices: dict[str, int]


def test_columns_follow_from_the_fields() -> None:
    assert [(column.name, column.sql, column.nullable) for column in CartRow.TABLE.columns] == [
        ("id", "uuid", False),
        ("day", "date", False),
        ("bassins", 'text[] collate "C"', False),
        ("colour", 'text collate "C"', False),
        ("colours", 'text[] collate "C"', False),
        ("label", 'text collate "C"', True),
        ("axles", "bigint", False),
        ("covered", "boolean", False),
        ("seen_at", "timestamptz", True),
        ("photograph", "bytea", False),
        ("spare", "jsonb", True),
        ("wheels", "json", False),
        ("prices", "jsonb", False),
    ]


def test_the_class_statement_tells_the_rest() -> None:
    table = CartRow.TABLE

    assert (table.name, table.key, table.indexes) == ("cart", ("id", "day"), (("colour", "day"),))
    assert (table.access, table.append_only) == (Access.DOSSIER, False)


def test_a_row_does_not_change() -> None:
    class SmallRow(Row, table="small"):
        id: UUID

    row = SmallRow(id=UUID(int=1))

    with pytest.raises(AttributeError):
        row.id = UUID(int=2)  # type: ignore[misc]


@pytest.mark.parametrize("hint", [float, Enum("Shape", ["ROUND"]), str | int, list[str], object, Any])
def test_a_field_that_no_column_can_hold_is_refused(hint: Any) -> None:
    with pytest.raises(TypeError, match="No column can hold field"):
        _row_with({"id": UUID, "field": hint})


@pytest.mark.parametrize(
    ("fields", "statement", "reason"),
    [
        ({"name": str}, {}, "lacks id"),
        ({"id": UUID}, {"indexes": (("name",),)}, "lacks name"),
        ({"id": UUID}, {"access": Access.DOSSIER}, "lacks bassins"),
        ({"id": UUID, "bassins": tuple[str, ...]}, {"access": Access.PUBLISHABLE}, "lacks published"),
        ({"id": UUID}, {"access": Access.INSTANCE}, "lacks bassin"),
        ({"id": UUID}, {"reserved": ("name",)}, "lacks name"),
        ({"id": UUID}, {"concern": Concern.BASSIN}, "lacks bassin"),
        ({"id": UUID | None}, {}, "may not be null: id"),
        ({"id": UUID, "recorded_at": datetime}, {}, "may not name a column recorded_at"),
        ({"id": UUID, "name": str}, {"verbatim": ("name",)}, "name does not hold JSON"),
    ],
)
def test_a_class_that_is_no_table_is_refused(fields: dict[str, Any], statement: dict[str, Any], reason: str) -> None:
    with pytest.raises(TypeError, match=reason):
        _row_with(fields, **statement)


def test_rows_that_never_change_may_say_when_they_were_recorded() -> None:
    row = _row_with({"id": UUID, "recorded_at": datetime}, append_only=True)

    assert row.TABLE.columns[1] == TableColumn("recorded_at", "timestamptz", nullable=False)


@pytest.mark.parametrize(
    ("access", "predicate"),
    [
        (Access.CATALOGUE, "true"),
        (Access.DOSSIER, "(case when (c.bassins && %(viewer_bassins)s::text[]) then true else false end)"),
        (
            Access.PUBLISHABLE,
            "(case when c.published or c.bassins && %(viewer_bassins)s::text[] then true else false end)",
        ),
        (Access.INSTANCE, "(c.bassin = any(%(viewer_bassins)s::text[]))"),
        (
            Access.SEARCHED,
            (
                "(c.published or (case when c.project is null then c.bassins && %(viewer_bassins)s::text[]"
                " or c.pole = any(%(viewer_poles)s::uuid[]) else exists (\n"
                "        select from read.project_concern as concern\n"
                "        where concern.project = c.project and"
                " (case when concern.to_position is null then 9223372036854775807 else concern.to_position end"
                " = 9223372036854775807)\n"
                "        and (concern.bassin = any(%(viewer_bassins)s::text[])"
                " or concern.pole = any(%(viewer_poles)s::uuid[]))\n"
                "        and (concern.until_position is null or c.from_position <= concern.until_position)\n"
                "    ) end))"
            ),
        ),
    ],
)
def test_who_may_see_a_row_depends_on_the_kind_of_table(access: Access, predicate: str) -> None:
    fields = {"id": UUID, "bassin": str, "bassins": tuple[str, ...], "published": bool}
    if access is Access.SEARCHED:
        fields |= {"pole": UUID, "project": UUID}

    assert visible(_row_with(fields, access=access).TABLE, "c") == predicate
    assert viewing(Viewer(bassins=("liege",))) == {"viewer_bassins": ("liege",), "viewer_poles": ()}


@pytest.mark.parametrize(
    ("fields", "access", "concern"),
    [
        ({}, Access.CATALOGUE, Concern.ALL),
        ({"bassins": tuple[str, ...]}, Access.CATALOGUE, Concern.BASSINS),
        ({"bassins": tuple[str, ...]}, Access.DOSSIER, Concern.BASSINS),
        ({"bassin": str}, Access.INSTANCE, Concern.BASSIN),
        ({"project": UUID, "bassin": str}, Access.PROJECT, Concern.PROJECT),
        ({"project": UUID, "bassin": str, "pole": UUID}, Access.PARTY, Concern.PROJECT),
    ],
)
def test_whom_a_row_concerns_follows_from_what_it_says(
    fields: dict[str, Any], access: Access, concern: Concern
) -> None:
    assert _row_with({"id": UUID, **fields}, access=access).TABLE.concern is concern


def _row_with(fields: dict[str, Any], **statement: Any) -> type[Row]:
    body = {"__module__": __name__, "__annotations__": fields}
    made: type[Row] = new_class("MadeRow", (Row,), {"table": "made", **statement}, lambda space: space.update(body))
    return made
