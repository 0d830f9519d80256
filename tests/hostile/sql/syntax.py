"""Meaning of single parts of the syntax, for the provenance of texts."""

import ast
from typing import Final

from tests.hostile.sql.sources import Function, Index, Scope, name_of

SCHEMA_TYPES: Final = {"ReadTable", "TableColumn", "Row", "Enum", "StrEnum", "IntEnum"}
"""Annotated so, a value is a class of the sources or what describes one: its attributes are names in the code."""


MADE_OF: Final[dict[type[ast.expr], tuple[str, ...]]] = {
    ast.JoinedStr: ("values",),
    ast.FormattedValue: ("value",),
    ast.BoolOp: ("values",),
    ast.BinOp: ("left", "right"),
    ast.IfExp: ("body", "orelse"),
    ast.Tuple: ("elts",),
    ast.List: ("elts",),
    ast.Set: ("elts",),
    ast.Dict: ("keys",),
    ast.ListComp: ("elt",),
    ast.SetComp: ("elt",),
    ast.GeneratorExp: ("elt",),
    ast.DictComp: ("key",),
    ast.Starred: ("value",),
    ast.Await: ("value",),
    ast.Subscript: ("value",),
    ast.NamedExpr: ("value",),
}
"""What an expression is a composition of; of a dictionary, whoever runs through it has the keys."""


def parts_of(node: ast.expr) -> list[ast.expr]:
    found = [getattr(node, name) for name in MADE_OF[type(node)]]
    unpacked = (
        [value for key, value in zip(node.keys, node.values, strict=True) if not key]
        if isinstance(node, ast.Dict)
        else []
    )
    return [each for part in found for each in (part if isinstance(part, list) else [part]) if each] + unpacked


def argument_of(scope: Scope, name: str) -> ast.arg | None:
    if not isinstance(scope, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        return None
    found = scope.args
    named = [*found.posonlyargs, *found.args, *found.kwonlyargs, *filter(None, (found.vararg, found.kwarg))]
    return next((each for each in named if each.arg == name), None)


def describes_schema(annotation: ast.expr | None) -> bool:
    """Also a collection of such: `Sequence[ReadTable]`, `type[Row]`."""
    return not names_in(annotation).isdisjoint(SCHEMA_TYPES)


def names_in(annotation: ast.expr | None) -> set[str]:
    return {each.id for each in ast.walk(annotation) if isinstance(each, ast.Name)} if annotation else set()


def is_property(function: Function) -> bool:
    return any(name_of(each) in {"property", "cached_property"} for each in function.decorator_list)


def called(scope: Function, index: Index) -> str:
    """A constructor is called by the name of its class."""
    owner = index.scope(scope)
    return owner.name if scope.name == "__init__" and isinstance(owner, ast.ClassDef) else scope.name


def default_of(scope: Function, argument: ast.arg) -> bool:
    positional = [*scope.args.posonlyargs, *scope.args.args]
    with_default = [
        *positional[len(positional) - len(scope.args.defaults) :],
        *(each for each, value in zip(scope.args.kwonlyargs, scope.args.kw_defaults, strict=True) if value),
    ]
    return argument in with_default


def values_for(scope: Function, argument: ast.arg, call: ast.Call) -> list[ast.expr]:
    """Nothing when the call leaves it to the default; of what is unpacked, the whole."""
    given = call.args[1:] if name_of(call.func) == "map" else call.args
    if named := [each.value for each in call.keywords if each.arg in {argument.arg, None}]:
        return named
    positional = [each for each in [*scope.args.posonlyargs, *scope.args.args] if each.arg not in {"self", "cls"}]
    if argument is scope.args.vararg:
        return given[len(positional) :]
    if argument not in positional:
        return []
    place = positional.index(argument)
    unpacked: list[ast.expr] = [each for each in given[: place + 1] if isinstance(each, ast.Starred)]
    return unpacked[:1] or given[place : place + 1]
