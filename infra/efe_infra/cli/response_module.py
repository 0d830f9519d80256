"""Text of a generated Python module of response classes."""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from efe_infra.console.register.documents import snake_case

MAX_LINE_LENGTH: Final = 118
STANDARD: Final = {"date": "datetime", "datetime": "datetime", "Any": "typing", "Final": "typing"}
"""Modules of the names that come from the standard library."""
RESPONSES: Final = "efe_infra.console.register.responses"


class ResponseField(NamedTuple):
    """Field of a response class: its key in the response and its Python type."""

    key: str
    annotation: str
    is_optional: bool = False

    def line(self) -> str:
        name = "typename" if self.key == "__typename" else snake_case(self.key)
        default = "None" if self.is_optional else ""
        if self.key == "__typename":
            default = 'msgspec.field(name="__typename")'
        return f"    {name}: {self.annotation}{f' = {default}' if default else ''}"


class ResponseClass(NamedTuple):
    """Base class and fields; two classes are the same if these are."""

    base: str
    fields: tuple[ResponseField, ...]

    def text(self, name: str) -> str:
        lines = [each.line() for each in self.fields] or ["    pass"]
        return "\n".join([f"class {name}({self.base or 'Response'}):", *lines])


@dataclass
class ResponseModule:
    """Module `generated` of a feature: classes in the order in which they are defined, then its documents."""

    name: str
    classes: dict[str, ResponseClass] = field(default_factory=dict)
    documents: dict[str, str] = field(default_factory=dict)
    imports: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def use(self, module: str, name: str) -> str:
        if module != self.name:
            self.imports[module].add(name)
        return name

    def add(self, response_class: ResponseClass, names: list[str]) -> str:
        """Returns the first name that is free, or taken by an equal class. Raises `KeyError`."""
        for name in names:
            if self.classes.setdefault(name, response_class) == response_class:
                return name
        raise KeyError(", ".join(names))

    def text(self) -> str:
        classes = [each.text(name) for name, each in self.classes.items()]
        documents = [f'{name.upper()}: Final = Document("{name}", {kind})' for name, kind in self.documents.items()]
        body = "\n\n\n".join([*classes, *(["\n".join(documents)] if documents else [])])
        head = '"""Response classes of the GraphQL documents beside this module, written by `efe schema`."""'
        return f"{head}\n\n{self._import_lines(body)}\n\n{body}\n"

    def _import_lines(self, body: str) -> str:
        words = set(re.findall(r"\w+", body))
        standard: dict[str, set[str]] = defaultdict(set)
        for name in STANDARD.keys() & words:
            standard[STANDARD[name]].add(name)
        own = {module: names & words for module, names in self.imports.items() if names & words}
        if "(Response)" in body:
            own[RESPONSES] = {*own.get(RESPONSES, ()), "Response"}
        if self.documents:
            own["efe_infra.console.register.documents"] = {"Document"}
        groups = (standard, {"msgspec": set[str]()} if "msgspec" in words else {}, own)
        return (
            "\n\n".join(
                "\n".join(import_line(module, sorted(names)) for module, names in sorted(group.items()))
                for group in groups
                if group
            )
            + "\n"
        )


def import_line(module: str, names: list[str]) -> str:
    if not names:
        return f"import {module}"
    line = f"from {module} import {', '.join(names)}"
    if len(line) <= MAX_LINE_LENGTH:
        return line
    return "\n".join([f"from {module} import (", *(f"    {each}," for each in names), ")"])
