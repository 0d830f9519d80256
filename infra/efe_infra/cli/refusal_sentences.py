"""The French sentences of every refusal, read from the sources: for the help pages of the console."""

import ast
from collections import defaultdict
from collections.abc import Collection, Iterator
from importlib import import_module
from pathlib import Path
from typing import Final

import msgspec

PACKAGES: Final = ("efe_domain", "efe_graphql", "efe_projections")


def written() -> str:
    """As JSON: the templates of each code, the values that stand in them between braces."""
    from efe_graphql.contract.refusal_codes import CARRIED  # noqa: PLC0415 - with the schema, which is imported late

    codes = {kind.__name__: code for code, kind in CARRIED.items()}
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for package in PACKAGES:
        for path in sorted(Path(str(import_module(package).__file__)).parent.rglob("*.py")):
            for name, sentence in sentences(ast.parse(path.read_text(encoding="utf-8")), codes.keys()):
                found[codes[name]][sentence] = None
    listed = {code: list(found[code]) for code in sorted(CARRIED)}
    return msgspec.json.format(msgspec.json.encode(listed), indent=2).decode() + "\n"


def sentences(module: ast.Module, names: Collection[str]) -> Iterator[tuple[str, str]]:
    """Where a refusal is raised with a sentence, and where its class has one."""
    for node in ast.walk(module):
        match node:
            case ast.ClassDef(name=name) if name in names:
                yield from ((name, each) for each in _given(node))
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=args) if name in names:
                yield from ((name, each) for each in map(_text, args[:2]) if " " in each)
            case _:
                pass


def _given(kind: ast.ClassDef) -> Iterator[str]:
    for node in ast.walk(kind):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "super().__init__" and node.args:
            yield from filter(None, [_text(node.args[0])])


def _text(node: ast.expr) -> str:
    """A literal, or the template of a message; nothing for what is known only as the program runs."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.Call(func=ast.Name(id="Message"), args=[first, *_]):
            return _text(first)
        case _:
            return ""
