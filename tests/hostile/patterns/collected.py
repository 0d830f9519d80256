"""Every regular expression of the packages, as the sources write it and as Python compiles it."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from types import ModuleType

PACKAGES = ("efe_domain", "efe_projections", "efe_graphql", "efe_infra")
SEARCHES = frozenset({"match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer"})
MAY_HAVE_A_PATTERN = re.compile(r"\b(re\s*\.|strict\s*\(|Meta\s*\()")
"""A source without any of these is not parsed: `_written` would find nothing there."""


@dataclass(frozen=True)
class Place:
    """A regular expression in a source: `pattern` is None when it is known only as the program runs."""

    module: str
    source: str
    pattern: re.Pattern[str] | re.Pattern[bytes] | None
    methods: frozenset[str]

    @property
    def key(self) -> str:
        return f"{self.module}: {self.source}"


@cache
def places() -> tuple[Place, ...]:
    found = {place.key: place for module in modules() for place in _places_of(module)}
    return tuple(found.values())


def modules() -> Iterator[ModuleType]:
    for name in PACKAGES:
        package = import_module(name)
        yield package
        for each in walk_packages(package.__path__, f"{name}."):
            if not each.name.endswith("__main__"):
                yield import_module(each.name)


def _places_of(module: ModuleType) -> Iterator[Place]:
    path = getattr(module, "__file__", None)
    if path is None:
        return
    source = Path(path).read_text(encoding="utf-8")
    if MAY_HAVE_A_PATTERN.search(source) or any(True for _ in _compiled(module)):
        tree = ast.parse(source)
        yield from _written(module, tree)
        yield from _held(module, tree)


def _written(module: ModuleType, tree: ast.Module) -> Iterator[Place]:
    """`re.search(pattern, …)`, `Meta(pattern=…)`, the scalars; what is compiled at the top has a name."""
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        match call.func:
            case ast.Attribute(value=ast.Name(id="re"), attr=str(method)) if method in SEARCHES:
                yield _place(module, call.args[0], method, call)
            case ast.Attribute(value=ast.Name(id="re"), attr="compile") if not _at_the_top(tree, call):
                yield _place(module, call.args[0], "fullmatch", call)
            case ast.Name(id="strict") if call.args:
                yield _place(module, call.args[0], "fullmatch", call)
            case ast.Attribute(attr="Meta") | ast.Name(id="Meta"):
                for keyword in call.keywords:
                    if keyword.arg == "pattern":
                        yield _place(module, keyword.value, "search", call)
            case _:
                pass


def _held(module: ModuleType, tree: ast.Module) -> Iterator[Place]:
    for name, pattern in _compiled(module):
        yield Place(module.__name__, name, pattern, frozenset(_uses(tree, name)))


def _compiled(module: ModuleType) -> Iterator[tuple[str, re.Pattern[str] | re.Pattern[bytes]]]:
    for name, value in vars(module).items():
        patterns = value if isinstance(value, tuple | list) else [value]
        yield from ((name, each) for each in patterns if isinstance(each, re.Pattern))


def _place(module: ModuleType, argument: ast.expr, method: str, call: ast.Call) -> Place:
    return Place(module.__name__, ast.unparse(argument), _evaluated(module, argument, call), frozenset({method}))


def _evaluated(module: ModuleType, argument: ast.expr, call: ast.Call) -> re.Pattern[str] | None:
    flags = [each for each in call.args[1:] if ast.unparse(each).startswith("re.")]
    try:
        pattern = eval(compile(ast.Expression(argument), "", "eval"), vars(module).copy())
        given = [eval(compile(ast.Expression(each), "", "eval"), vars(module).copy()) for each in flags]
    except NameError:
        return None
    return re.compile(pattern, *given)


def _at_the_top(tree: ast.Module, call: ast.Call) -> bool:
    return any(
        call in ast.walk(statement) for statement in tree.body if isinstance(statement, ast.Assign | ast.AnnAssign)
    )


def _uses(tree: ast.Module, name: str) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=ast.Name(id=used), attr=method) if used == name and method in SEARCHES:
                yield method
            case _:
                pass
