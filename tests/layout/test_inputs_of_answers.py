"""What an answer depends on is in its context and its arguments: a witness notices nothing else."""

import ast
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Final

import pytest

import efe_graphql
import efe_projections

FOLDERS: Final = [
    *(Path(efe_graphql.__file__).parent / each for each in ("contract", "queries", "request", "types", "wording")),
    Path(efe_projections.__file__).parent,
]
FILLED_BEFORE_ANY_ANSWER: Final = {"lazy.py: _ENTITIES", "lazy.py: _TYPES"}
OF_ONE_REQUEST: Final = {"Context", "Info", "Ports", "Principal", "Reads", "Viewer"}
CHANGING: Final = {
    *("add", "append", "clear", "discard", "extend", "insert", "pop", "popitem", "put", "remove", "set"),
    *("setdefault", "update"),
}
FUNCTIONS: Final = (ast.FunctionDef, ast.AsyncFunctionDef)


def test_no_function_of_a_query_changes_a_name_of_its_module() -> None:
    assert {f"{path.name}: {name}" for path, tree in modules() for name in changed(tree)} == FILLED_BEFORE_ANY_ANSWER


def test_what_a_function_keeps_is_of_no_request() -> None:
    cached = [(path.name, each.name, each) for path, tree in modules() for each in functions(tree) if is_cached(each)]

    assert [(where, name) for where, name, each in cached if words(each.args) & OF_ONE_REQUEST] == []
    assert len(cached) > 10


def test_no_function_of_a_query_sets_a_field_of_its_context() -> None:
    assert [path.name for path, tree in modules() if path.parent.name != "request" and sets_context(tree)] == []


@pytest.mark.parametrize(
    "body", ["KEPT[1] = 2", "KEPT.update(a=1)", "global KEPT", "KEPT.x = 1", "del KEPT[1]", "KEPT[1].x += 1"]
)
def test_a_change_is_found(body: str) -> None:
    assert changed(ast.parse(f"KEPT = {{}}\ndef change():\n    {body}")) == {"KEPT"}
    assert sets_context(ast.parse("def change(info):\n    info.context.spent += 1"))


def modules() -> Iterator[tuple[Path, ast.Module]]:
    for path in chain.from_iterable(folder.rglob("*.py") for folder in FOLDERS):
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    yield from (each for each in ast.walk(tree) if isinstance(each, FUNCTIONS))


def is_cached(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any({"cache", "lru_cache"} & words(each) for each in function.decorator_list)


def words(tree: ast.AST) -> set[str]:
    """Returns the names in a tree, also those of a type in quotes."""
    texts = {each.value for each in ast.walk(tree) if isinstance(each, ast.Constant) and isinstance(each.value, str)}
    return texts | {each.id for each in ast.walk(tree) if isinstance(each, ast.Name)}


def changed(tree: ast.Module) -> set[str]:
    """Returns the names of a module that its functions change."""
    names = {each.id for node in tree.body for each in targets(node) if isinstance(each, ast.Name)}
    return names & {name for function in functions(tree) for node in ast.walk(function) for name in changes(node)}


def changes(node: ast.AST) -> Iterator[str]:
    """Yields the names whose values a node changes, or that it declares as those of the module."""
    match node:
        case ast.Global(names=names):
            yield from names
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=act)) if act in CHANGING:
            yield name
        case _:
            yield from (root(each) for each in targets(node) if not isinstance(each, ast.Name))


def sets_context(tree: ast.AST) -> bool:
    places = (each for node in ast.walk(tree) for each in targets(node) if isinstance(each, ast.Attribute))
    return any("context" in ast.unparse(each.value).split(".") for each in places)


def targets(node: ast.AST) -> list[ast.expr]:
    match node:
        case ast.Assign(targets=found) | ast.Delete(targets=found):
            return found
        case ast.AnnAssign(target=target) | ast.AugAssign(target=target):
            return [target]
        case _:
            return []


def root(place: ast.expr) -> str:
    while isinstance(place, ast.Attribute | ast.Subscript):
        place = place.value
    return place.id if isinstance(place, ast.Name) else ""
