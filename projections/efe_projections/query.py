"""A read as a value: SQL text, its parameters and the type of its rows. Infra's one port runs it."""

from collections.abc import Mapping
from typing import Any

import msgspec

from efe_projections.row import Access, Table
from efe_projections.viewer import Viewer


class Query[T: msgspec.Struct](msgspec.Struct, frozen=True):
    """Placeholders are `%(name)s`; columns are named as the fields of `row`, in any order, and all are there."""

    sql: str
    params: Mapping[str, Any]
    row: type[T]


def alive(alias: str = "") -> str:
    """The versions that hold as of the position in the parameter `at`: the one predicate of all temporal reads."""
    at = f"{alias}." if alias else ""
    return f"({at}from_position <= %(at)s and ({at}to_position is null or {at}to_position > %(at)s))"


def visible(table: Table, alias: str = "", viewer_bassins: str = "%(viewer_bassins)s::text[]") -> str:
    """The rows of a table that the viewer may see: the one predicate of all access. Goes with `viewing`.

    The database holds the same predicate as a row policy, on the bassins that the port of reads declares to it.
    """
    at = f"{alias}." if alias else ""
    concerned = f"{at}bassins && {viewer_bassins}"
    match table.access:
        case Access.CATALOGUE:
            return "true"
        case Access.PUBLISHABLE:
            return f"({at}published or {concerned})"
        case Access.DOSSIER:
            return f"({concerned})"
        case Access.INSTANCE:
            return f"({at}bassin = any({viewer_bassins}))"


def viewing(viewer: Viewer) -> dict[str, Any]:
    """The parameters that `visible` needs."""
    return {"viewer_bassins": list(viewer.bassins)}
