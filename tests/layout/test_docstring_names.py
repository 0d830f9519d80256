"""A name in backticks in a docstring exists: docstrings keep no name that the code has lost."""

import ast
import builtins
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import psycopg.errors

ROOT = Path(__file__).parents[2]
SOURCE_ROOTS = ("domain", "projections", "graphql", "infra")
KINDS = {".css", ".conf", ".graphql", ".html", ".js", ".json", ".py", ".service", ".sql", ".toml", ".txt", ".yaml"}
NAME = re.compile(r"[A-Za-z_]\w*")
QUOTED = re.compile(r"`([A-Za-z_][\w.]*)(?:\(\))?`")


def product(suffixes: set[str]) -> Iterator[Path]:
    for root in SOURCE_ROOTS:
        yield from (each for each in (ROOT / root).rglob("*") if each.suffix in suffixes and each.is_file())


def docstrings(tree: ast.AST) -> Iterator[ast.Constant]:
    for node in ast.walk(tree):
        match node:
            case ast.Expr(value=ast.Constant(value=str()) as text):
                yield text


@cache
def names() -> frozenset[str]:
    """Names in the code and the data of the product, outside docstrings, and those of Python and of the driver."""
    found = {*dir(builtins), *dir(psycopg.errors)}
    for path in product(KINDS):
        text = path.read_text("utf-8", "ignore")
        if path.suffix == ".py":
            found.add(path.stem)
            lines = text.split("\n")
            for each in docstrings(ast.parse(text)):
                for number in range(each.lineno - 1, each.end_lineno or each.lineno):
                    lines[number] = ""
            text = "\n".join(lines)
        found.update(NAME.findall(text))
    return frozenset(found)


def unknown_in(text: str) -> list[str]:
    return [name for name in QUOTED.findall(text) if not {*NAME.findall(name)} <= names()]


def test_a_name_in_a_docstring_exists() -> None:
    unknown = {
        f"{path.relative_to(ROOT)}:{each.lineno}": lost
        for path in product({".py"})
        for each in docstrings(ast.parse(path.read_text("utf-8")))
        if (lost := unknown_in(str(each.value)))
    }

    assert unknown == {}


def test_a_lost_name_is_seen() -> None:
    assert unknown_in("Returns `Decided`, or `a_name_that_was_lost`.") == ["a_name_that_was_lost"]
