"""Places of the product that a mutant can break, and the code of a function with one of them broken."""

import ast
import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import CodeType
from typing import Final

from tests.mutants.changes import Change, Function, changes

ROOT: Final = Path(__file__).parents[2]
GENERATED: Final = ("generated.py", "generated")


@dataclass(frozen=True, slots=True)
class Place:
    """One change of one function: the mutant, by its place in the source."""

    file: str
    function: str
    """Qualified name of the outermost function."""
    line: int
    kind: str
    before: str
    after: str
    number: int
    """Number of the change within the function."""

    @property
    def name(self) -> str:
        return f"{self.file}:{self.line} {self.function} [{self.kind}] {self.before} -> {self.after}"

    @property
    def key(self) -> str:
        """Name that a moved line does not change: how a mark names its mutant."""
        return f"{self.file} {self.function} [{self.kind}] {self.before} -> {self.after}"


def files(folder: str) -> Iterator[str]:
    found = [ROOT / folder] if folder.endswith(".py") else sorted((ROOT / folder).rglob("*.py"))
    for path in found:
        if not set(path.parts) & set(GENERATED):
            yield path.relative_to(ROOT).as_posix()


@cache
def parsed(file: str) -> ast.Module:
    return ast.parse((ROOT / file).read_text(encoding="utf-8"))


def outermost(tree: ast.AST, prefix: str = "") -> Iterator[tuple[str, Function]]:
    """Yields the functions that are within no other, with their qualified names."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            if node.name != "__repr__":
                yield f"{prefix}{node.name}", node
        elif isinstance(node, ast.ClassDef):
            yield from outermost(node, f"{prefix}{node.name}.")


def places_of(file: str) -> Iterator[Place]:
    for name, function in outermost(parsed(file)):
        for number, each in enumerate(changes(function)):
            yield Place(file, name, each.node.lineno, each.kind, each.before, each.after, number)  # type: ignore[attr-defined]


def statement_lines(place: Place) -> range:
    """Returns the lines of the statement with the place, without its body: what does not run one cannot notice it.

    Returns those of the whole function where the place stands in no such line, as in an `except`.
    """
    function = next(
        each for name, each in outermost(parsed(place.file)) if name == place.function and _has(each, place)
    )
    inner = [each for each in ast.walk(function) if isinstance(each, ast.stmt) and each is not function]
    found = [lines for each in inner if place.line in (lines := head_lines(each))]
    return min(found, key=len, default=range(function.lineno, (function.end_lineno or function.lineno) + 1))


def head_lines(statement: ast.stmt) -> range:
    """Returns the lines of a statement up to its body."""
    end = (statement.end_lineno or statement.lineno) + 1
    if isinstance(statement, ast.Match):
        end = statement.cases[0].pattern.lineno
    elif body := getattr(statement, "body", None):
        end = body[0].lineno
    return range(statement.lineno, max(end, statement.lineno + 1))


def drawn(folder: str, number: int, seed: int, exclude: Iterable[str] = ()) -> list[Place]:
    """Draws places of a folder at random, at most one of a function. The same seed draws the same places.

    Of the folders and files to exclude, those within the folder count.
    """
    shut = tuple(each for each in exclude if each.startswith(f"{folder}/"))
    found = [place for file in files(folder) if not file.startswith(shut) for place in places_of(file)]
    return some(found, number, f"{seed} {folder}")


def drawn_of_lines(lines: Mapping[str, set[int]], number: int, seed: int) -> list[Place]:
    """Draws places that stand in some lines of files."""
    own = [file for folder in sorted(lines) for file in files(folder)]
    found = [place for file in own for place in places_of(file) if place.line in lines[file]]
    return some(found, number, f"{seed}")


def some(found: list[Place], number: int, seed: str) -> list[Place]:
    random.Random(seed).shuffle(found)  # a sample, no secret
    first = {(place.file, place.function): place for place in reversed(found)}
    return [place for place in found if first[place.file, place.function] is place][:number]


class _Swap(ast.NodeTransformer):
    def __init__(self, change: Change) -> None:
        self._change = change

    def visit(self, node: ast.AST) -> ast.AST:
        if node is self._change.node:
            return ast.copy_location(self._change.new, node)
        return self.generic_visit(node)


def broken_code(place: Place) -> CodeType:
    """Returns the code of the function with the place broken, compiled as in its module."""
    path = ROOT / place.file
    tree = ast.parse(path.read_text(encoding="utf-8"))
    function = next(each for name, each in outermost(tree) if name == place.function and _has(each, place))
    change = next(each for number, each in enumerate(changes(function)) if number == place.number)
    _Swap(change).visit(tree)
    code = compile(ast.fix_missing_locations(tree), str(path), "exec", dont_inherit=True)
    first = min([function.lineno, *(each.lineno for each in function.decorator_list)])
    return next(each for each in codes(code) if each.co_qualname == place.function and each.co_firstlineno == first)


def _has(function: Function, place: Place) -> bool:
    return function.lineno <= place.line <= (function.end_lineno or function.lineno)


def codes(code: CodeType) -> Iterator[CodeType]:
    """Yields a code object and all those within it."""
    yield code
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield from codes(each)
