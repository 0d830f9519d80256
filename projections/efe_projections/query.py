"""A read as a value: SQL text, its parameters and the type of its rows. Infra's one port runs it."""

from collections.abc import Mapping
from typing import Any

import msgspec

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


def visible(alias: str = "") -> str:
    """The rows of a dossier table that the viewer may see; goes with `viewing`."""
    at = f"{alias}." if alias else ""
    return f"({at}bassins && %(viewer_bassins)s)"


def viewing(viewer: Viewer) -> dict[str, Any]:
    """The parameters that `visible` needs."""
    return {"viewer_bassins": list(viewer.bassins)}
