"""The changes that make a mutant: each breaks one place of a function."""

import ast
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from typing import Final

FLIPPED: Final[dict[type[ast.cmpop], type[ast.cmpop]]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.GtE,
    ast.GtE: ast.Lt,
    ast.Gt: ast.LtE,
    ast.LtE: ast.Gt,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
MOVED: Final[dict[type[ast.cmpop], type[ast.cmpop]]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
}
EXTREMES: Final = {"min": "max", "max": "min", "any": "all", "all": "any"}
LOGGERS: Final = ("log", "logger", "_log", "_logger", "warnings")
"""Names whose calls write a line of the log: no test need notice that one is missing."""
EMPTY: Final = {"list": "[]", "tuple": "()", "dict": "{}", "set": "set()", "frozenset": "frozenset()", "str": "''"}
"""The value that a function returns in place of its own, by the name of the type."""

type Function = ast.FunctionDef | ast.AsyncFunctionDef
type Comprehension = ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp


@dataclass(frozen=True, slots=True)
class Change:
    """A change of one node of a syntax tree."""

    kind: str
    node: ast.AST
    new: ast.AST
    before: str
    after: str


def changes(function: Function) -> Iterator[Change]:
    """Yields each change of a function's body, those of functions within it included, in the order of the source."""
    for statement in function.body:
        yield from _in_statement(statement, function)


def _in_statement(root: ast.stmt, function: Function) -> Iterator[Change]:
    for node in _walk(root):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        for kind, new in _of(node, function):
            yield Change(kind, node, new, _words(node), _words(new))


def _walk(node: ast.AST) -> Iterator[ast.AST]:
    """Yields the nodes, without annotations, decorators, defaults, assertions, docstrings and calls of a log."""
    if isinstance(node, ast.Assert) or (isinstance(node, ast.Expr) and (_is_log(node) or _is_docstring(node))):
        return
    yield node
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        for statement in node.body:
            yield from _walk(statement)
        return
    for name, value in ast.iter_fields(node):
        if name in {"annotation", "decorator_list", "returns", "type_params"}:
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _walk(child)


def _of(node: ast.AST, function: Function) -> Iterator[tuple[str, ast.AST]]:
    """Yields the kind and the new node of each change of one node."""
    match node:
        case ast.Compare() | ast.BoolOp() | ast.UnaryOp() | ast.If() | ast.IfExp():
            yield from _of_condition(node)
        case ast.Expr():
            yield from _of_call(node)
        case ast.Return(ast.expr() as value):
            if (other := _other_value(function, value)) is not None:
                yield "return", ast.Return(other)
        case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
            yield from _of_filters(node)
        case _:
            yield from _of_value(node)


def _of_condition(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    match node:
        case ast.Compare(left, [operator], comparators):
            for kind, others in (("comparison", FLIPPED), ("boundary", MOVED)):
                if other := others.get(type(operator)):
                    yield kind, ast.Compare(left, [other()], comparators)
        case ast.BoolOp(connective, values):
            for place in range(len(values)):
                rest = [*values[:place], *values[place + 1 :]]
                yield "condition", rest[0] if len(rest) == 1 else ast.BoolOp(connective, rest)
            yield "and-or", ast.BoolOp(ast.Or() if isinstance(connective, ast.And) else ast.And(), values)
        case ast.UnaryOp(ast.Not(), operand):
            yield "not", operand
        case ast.If(_, body, orelse):
            yield "branch", ast.If(ast.Constant(value=False), body, orelse)
        case ast.IfExp(_, then, otherwise):
            yield "branch", then
            yield "branch", otherwise


def _of_call(node: ast.Expr) -> Iterator[tuple[str, ast.AST]]:
    match node:
        case ast.Expr(ast.Call() as call):
            yield ("check" if _is_check(call) else "call"), ast.Pass()
        case ast.Expr(ast.Await(ast.Call())):
            yield "await", ast.Pass()


def _of_value(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    match node:
        case ast.Constant(value=bool() as truth):
            yield "constant", ast.Constant(value=not truth)
        case ast.Constant(value=int() as number):
            yield "constant", ast.Constant(value=number + 1)
        case ast.BinOp(left, ast.BitOr() | ast.BitAnd() | ast.Sub() | ast.Add(), _):
            yield "operand", left
        case ast.Call(ast.Name(id=name), arguments, keywords) if name in EXTREMES:
            yield "extreme", ast.Call(ast.Name(id=EXTREMES[name], ctx=ast.Load()), arguments, keywords)


def _of_filters(node: Comprehension) -> Iterator[tuple[str, ast.AST]]:
    for generator_place, generator in enumerate(node.generators):
        for place in range(len(generator.ifs)):
            ifs = [*generator.ifs[:place], *generator.ifs[place + 1 :]]
            new = ast.comprehension(generator.target, generator.iter, ifs, generator.is_async)
            yield "filter", _with_generator(node, generator_place, new)


def _with_generator(node: Comprehension, place: int, new: ast.comprehension) -> ast.AST:
    changed = copy(node)
    changed.generators = [*node.generators[:place], new, *node.generators[place + 1 :]]
    return changed


def _other_value(function: Function, value: ast.expr) -> ast.expr | None:
    """Returns another value of the type that the function declares, if there is one that is not absurd."""
    if isinstance(value, ast.Constant) or function.returns is None:
        return None
    type_name = ast.unparse(function.returns)
    if type_name == "bool":
        return None if isinstance(value, (ast.Compare, ast.UnaryOp)) else ast.UnaryOp(ast.Not(), value)
    if type_name == "int":
        return ast.BinOp(value, ast.Add(), ast.Constant(value=1))
    if type_name.endswith("| None"):
        return ast.Constant(value=None)
    empty = EMPTY.get(type_name.partition("[")[0])
    return ast.parse(empty, mode="eval").body if empty and ast.unparse(value) != empty else None


def _is_check(call: ast.Call) -> bool:
    words = ast.unparse(call.func).rpartition(".")[2].strip("_").split("_")
    return bool({"check", "require", "admit", "refuse", "ensure", "forbid", "verify", "raise", "act"} & set(words))


def _is_log(node: ast.Expr) -> bool:
    call = node.value.value if isinstance(node.value, ast.Await) else node.value
    return isinstance(call, ast.Call) and ast.unparse(call.func).partition(".")[0].lower() in LOGGERS


def _is_docstring(node: ast.Expr) -> bool:
    return isinstance(node.value, ast.Constant)


def _words(node: ast.AST) -> str:
    if isinstance(node, ast.If):
        return f"if {ast.unparse(node.test)}:"
    return " ".join(ast.unparse(ast.fix_missing_locations(node)).split())[:110]
