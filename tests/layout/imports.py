"""Imports between modules, read from the code, those inside functions and for types included."""

import ast
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCES = {
    name: ROOT / root / name
    for root, name in (
        ("domain", "efe_domain"),
        ("projections", "efe_projections"),
        ("graphql", "efe_graphql"),
        ("infra", "efe_infra"),
    )
}

type Graph = Mapping[str, set[str]]


@cache
def modules() -> Mapping[str, Path]:
    found = {}
    for source in SOURCES.values():
        for path in source.rglob("*.py"):
            parts = path.relative_to(source.parent).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


@cache
def imports() -> Graph:
    """Returns the imports between modules of the product."""
    return {name: set(_imported(path)) - {name} for name, path in modules().items()}


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Import(names=names):
                yield from (each.name for each in names if each.name in modules())
            case ast.ImportFrom(module=str(module), names=names):
                full = (f"{module}.{each.name}" for each in names)
                yield from (name if name in modules() else module for name in full if module in modules())
            case ast.Call(args=[ast.Constant(value=str(name)), *_], func=by) if _is_import(by) and name in modules():
                yield name


def _is_import(function: ast.expr) -> bool:
    """Tells whether a function imports a module lazily, by its name."""
    return ast.unparse(function).rpartition(".")[2] in {"lazy", "LazyType", "import_module"}


@cache
def folders() -> dict[str, Graph]:
    """Returns the imports between the direct children, folders and modules, of each package."""
    found: dict[str, Graph] = {}
    for package in [name for name, path in modules().items() if path.name == "__init__.py"]:
        inside: dict[str, set[str]] = {}
        for name, targets in imports().items():
            if (child := _child(package, name)) is not None:
                inside.setdefault(child, set()).update(
                    other for each in targets if (other := _child(package, each)) and other != child
                )
        found[package] = inside
    return found


def _child(package: str, name: str) -> str | None:
    rest = name.removeprefix(f"{package}.")
    return f"{package}.{rest.partition('.')[0]}" if rest != name else None


def rings(graph: Graph) -> list[list[str]]:
    """Returns a ring for each strongly connected part with more than one member."""
    found, left = [], {name: set(targets) for name, targets in graph.items()}
    while ring := _ring(left):
        found.append(ring)
        for name in _connected(left, ring[0]):
            del left[name]
    return found


def _ring(graph: Graph) -> list[str] | None:
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        walked: list[str] = error.args[1]
        return walked[::-1]
    return None


def _connected(graph: Graph, start: str) -> set[str]:
    """All that `start` reaches and that reaches it."""
    back: dict[str, set[str]] = {}
    for name, targets in graph.items():
        for target in targets:
            back.setdefault(target, set()).add(name)
    return reached(graph, start) & reached(back, start)


def reached(graph: Graph, start: str) -> set[str]:
    seen, waiting = set[str](), [start]
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += graph.get(name, set())
    return seen


def written(found: Iterable[list[str]]) -> str:
    return "\n".join(" → ".join(ring) for ring in found)
