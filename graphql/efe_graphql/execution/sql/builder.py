"""Text of one statement, built from parts with aliases and parameters of their own."""

import re
from collections.abc import Callable, Hashable, Mapping
from typing import Any, NamedTuple

from efe_graphql.execution.markers import ColumnRef, SqlPlace, Values
from efe_graphql.execution.sql.json_sql import Part

_PARAMETER = re.compile(r"%\((\w+)\)s")
_SHARED = {"viewer_bassins", "viewer_poles"}


class FieldSource(NamedTuple):
    """Source of one field for its arguments. Sources of the same `shape` give the same text."""

    shape: Hashable
    params: Values
    what: Any = None


class StatementWriter:
    def __init__(self, sources: Mapping[int, FieldSource]) -> None:
        self.sources = sources
        self._aliases: list[str] = []

    def alias(self) -> str:
        """Returns an unused alias."""
        alias = f"r{len(self._aliases)}"
        self._aliases.append(alias)
        return alias

    def own(self, text: str, place: SqlPlace, number: int, above: Mapping[str, ColumnRef] = {}) -> str:
        """Returns the text with the parameters of the source; those in `above` become columns of the row above."""

        def name(match: re.Match[str]) -> str:
            parameter_name = match[1]
            if parameter_name in above:
                return f"{place.row}.{above[parameter_name].column}"
            if parameter_name in _SHARED:
                return match[0]
            if parameter_name == "row":
                return place.row
            return f"%(at_{place.root})s" if parameter_name == "at" else f"%({parameter(number, parameter_name)})s"

        return _PARAMETER.sub(name, text)


type Write = Callable[[StatementWriter, SqlPlace], list[Part]]
"""Function that returns the parts of a value, in a place."""


def parameter(number: int, name: str) -> str:
    """Returns the name of a source's parameter in the statement."""
    return f"s{number}_{name}"
