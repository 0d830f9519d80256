"""The text of one statement: its pieces read from the tables, each with aliases and parameters of its own."""

import re
from collections.abc import Callable, Hashable, Mapping
from typing import Any, NamedTuple

from efe_graphql.execution.markers import ColumnRef, SqlPlace, Values
from efe_graphql.execution.sql.json_sql import Part

_PARAMETER = re.compile(r"%\((\w+)\)s")
_SHARED = {"viewer_bassins", "viewer_poles"}


class FieldSource(NamedTuple):
    """The source of one field, for given arguments. Sources of the same `shape` give the same text."""

    shape: Hashable
    params: Values
    what: Any = None


class StatementWriter:
    def __init__(self, sources: Mapping[int, FieldSource]) -> None:
        self.sources = sources
        self._aliases: list[str] = []

    def alias(self) -> str:
        """One that no other row has."""
        alias = f"r{len(self._aliases)}"
        self._aliases.append(alias)
        return alias

    def own(self, text: str, place: SqlPlace, number: int, above: Mapping[str, ColumnRef] = {}) -> str:
        """The text, with the parameters of the source of this number; those of `above` are columns of the row."""

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
"""The parts of a value, in a place."""


def parameter(number: int, name: str) -> str:
    """As a parameter of the source of this number is called in the statement."""
    return f"s{number}_{name}"
