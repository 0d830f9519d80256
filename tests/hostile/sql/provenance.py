"""Provenance of SQL texts: constants of the sources, and names that psycopg quotes.

An expression is *ours* when whatever it can be is written in the sources: a literal, a constant, the member of an
enumeration, the name of a read table or of one of its columns (row classes are code), or a composition of these —
also through functions, their parameters at every call, and the fields that a class is given wherever it is made.
"""

import ast
from typing import Final

from tests.hostile.sql.sources import Function, Index, Scope, name_of
from tests.hostile.sql.syntax import (
    MADE_OF,
    argument_of,
    called,
    default_of,
    describes_schema,
    is_property,
    names_in,
    parts_of,
    values_for,
)

QUOTED: Final = {"SQL", "Identifier", "Placeholder", "Literal", "Composed"}
"""Of psycopg.sql; what `SQL` is given is looked at where it is given."""
HARMLESS: Final = {"sorted", "tuple", "list", "set", "frozenset", "dict", "zip", "enumerate", "reversed", "str"}
NUMBERS: Final = {"len", "range", "int", "count"}
TEXT_METHODS: Final = {
    "join",
    "partition",
    "replace",
    "strip",
    "removeprefix",
    "removesuffix",
    "encode",
    "upper",
    "as_bytes",
    "as_string",
}
PARTS: Final = {"items", "values", "keys", "union", "get"}
SHIPPED: Final = {
    ("infra/efe_infra/postgres/migrations.py", "file.read_text('utf-8')"),
    ("graphql/efe_graphql/execution/sql/statement.py", "text.sql"),
    ("graphql/efe_graphql/execution/sql/repeated.py", "self.text.sql"),
    ("infra/efe_infra/backup/loading.py", "connection.execute(GUARDS).fetchall()"),
    ("infra/efe_infra/backup/loading.py", "connection.execute(REFERENCES).fetchall()"),
    ("infra/efe_infra/backup/loading.py", "connection.execute(MISSING, {'loader': LOADER}).fetchall()"),
    ("infra/efe_infra/backup/restore.py", "each.lag_query"),
}
"""The migrations: files of the package, whose hashes the database keeps. And answers in the words of PostgreSQL: what
a client chooses of these are names of fields, as GraphQL has them, which `quoted` makes literals. And what a
restoration switches off and on: the server words it, of names in a catalogue that our migrations alone have made.
"""


class Provenance:
    def __init__(self, index: Index) -> None:
        self._index = index
        self._seen: set[ast.AST] = set()
        self._stranger: ast.expr | None = None

    def stranger(self, node: ast.expr) -> ast.expr | None:
        """The part of it that is not ours; None when all is."""
        self._seen, self._stranger = set(), None
        return None if self._ours(node) else self._stranger

    def _ours(self, node: ast.expr) -> bool:
        """Every part has to be: one that is being looked at already is settled where it was met first."""
        if node in self._seen:
            return True
        self._seen.add(node)
        if not (found := self._judge(node) or self._is_shipped(node)):
            self._stranger = self._stranger or node
        return found

    def _is_shipped(self, node: ast.expr) -> bool:
        path = self._index.paths[self._index.module(node)]
        return (path.as_posix(), ast.unparse(node)) in SHIPPED

    def _all(self, *nodes: ast.expr | None) -> bool:
        return all(self._ours(each) for each in nodes if each)

    def _judge(self, node: ast.expr) -> bool:
        match node:
            case ast.Constant():
                return True
            case ast.BinOp(op=ast.Mod() | ast.Mult()):
                return False
            case ast.Name():
                return self._name(node)
            case ast.Attribute():
                return self._attribute(node)
            case ast.Call():
                return self._call(node)
        return type(node) in MADE_OF and self._all(*parts_of(node))

    def _name(self, node: ast.Name) -> bool:
        if found := self._index.comprehended(node):
            return self._all(found)
        for scope in self._index.scopes(node):
            if (scope, node.id) in self._index.opaque:
                return False
            if values := self._index.bound.get((scope, node.id)):
                return self._all(*values)
            if argument := argument_of(scope, node.id):
                return self._argument(scope, argument)
        module, name = self._index.home(node, node.id)
        if module is None:
            return False
        values = self._index.bound.get((module, name), [])
        return (
            self._all(*values)
            if values
            else any(self._index.module(each) is module for each in self._index.classes.get(name, ()))
        )

    def _argument(self, scope: Scope, argument: ast.arg) -> bool:
        if describes_schema(argument.annotation):
            return True
        if not isinstance(scope, ast.FunctionDef | ast.AsyncFunctionDef) or argument.arg in {"self", "cls"}:
            return False
        given = [value for call in self._calls_of(scope) for value in values_for(scope, argument, call)]
        return bool(given or default_of(scope, argument)) and not self._handed_on(scope) and self._all(*given)

    def _calls_of(self, function: Function) -> list[ast.Call]:
        """Also through `map`."""
        name = called(function, self._index)
        direct = [call for call in self._index.calls[name] if self._means(call.func, function)]
        mapped = [call for call in self._index.calls["map"] if self._means(call.args[0], function)]
        return direct + mapped

    def _handed_on(self, function: Function) -> bool:
        """Tells whether a function is passed to callers that may give it any value."""
        found = [each for each in self._index.passed_on[function.name] if self._means(each, function)]
        return not is_property(function) and any(not self._is_mapped(each) for each in found)

    def _is_mapped(self, node: ast.expr) -> bool:
        parent = self._index.parents[node]
        return isinstance(parent, ast.Call) and name_of(parent.func) == "map"

    def _means(self, named: ast.expr, function: Function) -> bool:
        """Tells whether an expression may name a function."""
        owner = self._index.scope(function)
        match named:
            case ast.Name(id=name):
                return self._named(named, name, function)
            case ast.Attribute(attr=name, value=ast.Name(id="self" | "cls")):
                return name == function.name and owner in self._index.family(self._index.owner(named))
            case ast.Attribute(attr=name):
                return isinstance(owner, ast.ClassDef) and name == function.name
            case _:
                return False

    def _named(self, node: ast.Name, name: str, function: Function) -> bool:
        owner = self._index.scope(function)
        if isinstance(owner, ast.ClassDef):
            return function.name == "__init__" and self._makes(node, owner)
        for scope in self._index.scopes(node):
            if scope is owner:
                return name == function.name
            if (scope, name) in self._index.bound or (scope, name) in self._index.opaque or argument_of(scope, name):
                return False
        return self._index.home(node, name) == (owner, function.name)

    def _attribute(self, node: ast.Attribute) -> bool:
        """A column, the member of an enumeration, the constant of a class, or a field: all that it is ever given."""
        if "TABLE" in ast.unparse(node).split(".") or self._is_schema(node.value):
            return True
        kinds = self._kinds(node.value)
        constants = [each for kind in kinds for each in self._index.bound.get((kind, node.attr), [])]
        given = [
            *constants,
            *(value for kind, value in self._index.attributes[node.attr] if kind in kinds),
            *(value for kind in kinds for value in self._field(kind, node.attr)),
        ]
        told = [
            each
            for each in self._index.functions.get(node.attr, ())
            if is_property(each) and self._index.owner(each) in kinds
        ]
        return bool(given or told) and self._all(*given) and all(map(self._returns, told))

    def _kinds(self, node: ast.expr) -> list[ast.ClassDef]:
        """The classes that a value may be of, or that it is; all when nobody says."""
        match node:
            case ast.Name(id="self" | "cls") if owner := self._index.owner(node):
                return self._index.family(owner)
            case ast.Name(id=name) if name in self._index.classes:
                return self._index.classes[name]
            case ast.Name() if told := self._told_of(node):
                return [kind for each in told for kind in self._index.classes.get(each, ())]
        return [kind for kinds in self._index.classes.values() for kind in kinds]

    def _told_of(self, node: ast.Name) -> set[str]:
        """The names in the annotation of a parameter, or of the function whose answer a variable has."""
        for scope in self._index.scopes(node):
            if argument := argument_of(scope, node.id):
                return names_in(argument.annotation)
            if values := self._index.bound.get((scope, node.id)):
                called = [value.func for value in values if isinstance(value, ast.Call)]
                functions = [
                    (each, found) for each in called for found in self._index.functions.get(name_of(each), ())
                ]
                return set[str]().union(
                    *(names_in(found.returns) for each, found in functions if self._means(each, found))
                )
        return set()

    def _is_schema(self, node: ast.expr) -> bool:
        match node:
            case ast.Name():
                return self._names_schema(node)
            case ast.Attribute(attr=name):
                return name in {"TABLE", "columns"} or self._is_schema(node.value)
            case ast.Call(func=ast.Attribute(attr="values" | "items", value=value)):
                return self._is_schema(value)
        return False

    def _names_schema(self, node: ast.Name) -> bool:
        if found := self._index.comprehended(node):
            return self._is_schema(found)
        for scope in self._index.scopes(node):
            if argument := argument_of(scope, node.id):
                return describes_schema(argument.annotation)
            if values := self._index.bound.get((scope, node.id)):
                return self._is_schema(values[0])
        return False

    def _field(self, kind: ast.ClassDef, name: str) -> list[ast.expr]:
        """Returns the values that a class field gets, wherever the class is made."""
        declared = [
            each.target.id
            for each in kind.body
            if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name)
        ]
        if name not in declared:
            return []
        place = declared.index(name)
        made = [call for call in self._index.calls[kind.name] if self._makes(call.func, kind)]
        made += [call for call in self._index.calls["cls"] if self._index.owner(call) is kind]
        return [
            value
            for call in made
            for value in ([each.value for each in call.keywords if each.arg == name] or call.args[place : place + 1])
        ]

    def _makes(self, named: ast.expr, kind: ast.ClassDef) -> bool:
        if not isinstance(named, ast.Name):
            return True
        module, original = self._index.home(named, named.id)
        return module is self._index.module(kind) and original == kind.name

    def _call(self, node: ast.Call) -> bool:
        name = name_of(node.func)
        values = [*node.args, *(each.value for each in node.keywords)]
        if name in QUOTED or name in NUMBERS:
            return True
        if isinstance(node.func, ast.Attribute):
            if name == "format":
                return self._composed(node.func.value)
            if name in TEXT_METHODS:
                return self._all(node.func.value, *values)
            if name in PARTS:
                return self._all(node.func.value)
        if name == "map":
            return name_of(node.args[0]) in QUOTED or self._told_by(node.args[0])
        return self._all(*node.args) if name in HARMLESS else self._told_by(node.func)

    def _told_by(self, named: ast.expr) -> bool:
        functions = [each for each in self._index.functions.get(name_of(named), ()) if self._means(named, each)]
        return bool(functions) and all(map(self._returns, functions))

    def _composed(self, node: ast.expr) -> bool:
        """`SQL(…).format(…)` quotes its parts; that of `str` does not."""
        match node:
            case ast.Call():
                return name_of(node.func) in QUOTED
            case ast.IfExp():
                return self._composed(node.body) and self._composed(node.orelse)
            case ast.Name():
                values = [
                    value
                    for scope in self._index.scopes(node)
                    for value in self._index.bound.get((scope, node.id), [])
                ]
                return bool(values) and all(map(self._composed, values))
            case _:
                return False

    def _returns(self, function: Function) -> bool:
        told = [
            node.value
            for node in ast.walk(function)
            if isinstance(node, ast.Return | ast.Yield | ast.YieldFrom)
            and node.value
            and self._index.scope(node) is function
        ]
        return bool(told) and self._all(*told)
