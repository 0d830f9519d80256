"""Every sentence that the code may say to a client, found by reading the code."""

import ast
import importlib
import inspect
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from types import ModuleType
from typing import Any, NamedTuple

from graphql import GraphQLError

from efe_domain.law.texts import BASES, PLATFORM, RULES
from efe_domain.shared.aggregate import Aggregate
from efe_domain.shared.errors import DomainError, Invalid, NotFound, Refusal
from efe_domain.shared.messages import Message
from efe_infra.http.errors.refusals import RequestRefused
from efe_infra.http.graphql.websocket_messages import Close
from efe_infra.transparency.sealing.cosignatures import CosignatureRefused

ROOT = Path(__file__).parents[2]
FOLDERS = ("domain/efe_domain", "projections/efe_projections", "graphql/efe_graphql", "infra/efe_infra")
SPEAKERS = {
    Refusal: 0,
    DomainError: 0,
    NotFound: 0,
    Invalid: 1,
    RequestRefused: 2,
    Close: 1,
    CosignatureRefused: 0,
    GraphQLError: 0,
}
"""Index of the argument with the sentence, by family of refusals; a subclass may have its sentence inside."""
CARRIERS = {
    "check_not_before": 2,
    "check_end": 2,
    "refused": 0,
    "rule_message": 0,
    "name_template": 0,
    "bad_request": 0,
}
"""Functions that put a sentence, or a part of one, into a refusal."""
CARRIED = {
    "await command_input.as_seen(context, refusal)",
    "closed.message",
    "ending.message",
    "error.message",
    "refusal.message",
    "late.message",
    "refusal.detail",
    "refused.detail",
    "refused.message",
    "str(refusal)",
    "str(fault)",
    "noun",
    "otherwise",
    "self.said",
}
"""Sentences that are made elsewhere."""
LAW = {
    "rule.why": {rule.why for rule in RULES.values()} - {""},
    "rule.text": {rule.text for rule in RULES.values() if rule.basis is PLATFORM},
    "basis.title": {basis.title for basis in BASES.values() if basis is PLATFORM},
}


class Sentence(NamedTuple):
    """A template, where it is said, and the names of the values beside it, when they are written there."""

    template: str
    where: str
    values: frozenset[str] | None


class Unreadable(Exception):
    """A sentence that is not written where it is said, so that nobody can tell whether it is in English too."""


def messages() -> list[Sentence]:
    """Raises `Unreadable`."""
    written = [
        message for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py")) for message in said_in(path)
    ]
    return written + [Sentence(kind.NOUN, kind.__name__, None) for kind in aggregates()]


def aggregates() -> list[type[Aggregate[Any]]]:
    """Returns the aggregates with a noun, after every module is imported."""
    found: list[type[Aggregate[Any]]] = list(Aggregate.__subclasses__())
    return [kind for kind in found if "NOUN" in vars(kind)]


def said_in(path: Path) -> Iterator[Sentence]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts[1:]))
    reader = Reader(module, path)
    reader.visit(tree)
    yield from reader.found


class Reader(ast.NodeVisitor):
    """Collects the sentences of one module."""

    def __init__(self, module: ModuleType, path: Path) -> None:
        self.found: list[Sentence] = []
        self._module, self._path = module, path
        self._classes: list[str] = []
        self._functions: list[ast.FunctionDef | ast.AsyncFunctionDef] = []

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._classes.append(node.name)
        self.generic_visit(node)
        self._classes.pop()

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._functions.append(node)
        self.generic_visit(node)
        self._functions.pop()

    def visit_Call(self, node: ast.Call) -> None:
        place = self._place(node)
        if place is not None and len(node.args) > place:
            self._read(node, node.args[place], bare=ast.unparse(node.func) == "GraphQLError")
            for reason in node.args[place + 1 :]:
                if isinstance(reason, ast.Constant | ast.JoinedStr):
                    raise Unreadable(f"{self._where(reason)}: a reason is `Message`")
        self.generic_visit(node)

    def _place(self, node: ast.Call) -> int | None:
        """Returns the index of the argument with the sentence of a call, or None for a call without one."""
        match node.func:
            case ast.Attribute(value=ast.Call(func=ast.Name(id="super")), attr="__init__"):
                return self._place_of(vars(self._module).get(self._classes[-1]), of_parent=True)
            case ast.Name(id=name) if getattr(self._module, name, None) is Message:
                return 0
            case ast.Name(id="refusal"):
                return 0
            case ast.Attribute(attr="check_end"):
                return CARRIERS["check_end"]
            case ast.Name(id=name):
                return CARRIERS[name] if name in CARRIERS else self._place_of(getattr(self._module, name, None))
            case _:
                return None

    def _place_of(self, kind: object, *, of_parent: bool = False) -> int | None:
        if not inspect.isclass(kind):
            return None
        maker = kind.__mro__[1] if of_parent else kind
        own = (place for family, place in SPEAKERS.items() if issubclass(maker, family) and same_init(maker, family))
        return next(own, None)

    def _read(self, call: ast.Call, node: ast.expr, *, bare: bool) -> None:
        keywords = {each.arg for each in call.keywords if each.arg and each.arg not in {"headers", "extensions"}}
        apart = ast.unparse(node) in LAW or ast.unparse(call.func) == "name_template"  # values come elsewhere
        values = None if apart else frozenset(keywords)  # `tests/domain/test_law.py` holds those of the law
        for template in self._templates(node, bare=bare):
            self.found.append(Sentence(template, self._where(node), values))

    def _templates(self, node: ast.expr, *, bare: bool) -> set[str]:
        """`bare` is whether what takes the sentence makes no `Message` of it. Raises `Unreadable`."""
        written = ast.unparse(node)
        match node:
            case ast.Constant(value=str(text)) if not bare:
                return {text}
            case ast.Call(func=ast.Name(id="explain_rights"), args=[explained, _]):
                return self._templates(explained, bare=bare)
            case ast.IfExp(body=body, orelse=orelse):
                return self._templates(body, bare=bare) | self._templates(orelse, bare=bare)
            case ast.Name(id=name) if isinstance(found := getattr(self._module, name, None), str):
                return {found}
            case ast.Subscript(value=ast.Name(id=name)) if isinstance(
                table := getattr(self._module, name, None), dict
            ):
                return set(table.values())
            case _ if written in LAW or written in CARRIED or self._is_read_elsewhere(node):
                return LAW.get(written, set())
        raise Unreadable(f"{self._where(node)}: {written}")

    def _is_read_elsewhere(self, node: ast.expr) -> bool:
        """Tells whether it is `Message`, an aggregate's noun, or an argument of a function whose callers are read."""
        match node:
            case ast.Attribute(attr="NOUN"):
                return True
            case ast.Call(func=ast.Name(id=name)) if getattr(self._module, name, None) is Message:
                return True
            case ast.Name(id=name) if self._functions:
                function = self._functions[-1]
                taken = {each.arg for each in (*function.args.posonlyargs, *function.args.args)}
                return name in taken and function.name in {*CARRIERS, "__init__", "__new__"}
            case _:
                return False

    def _where(self, node: ast.expr) -> str:
        return f"{self._path.relative_to(ROOT)}:{node.lineno}"


def same_init(one: type, other: type) -> bool:
    return inspect.getattr_static(one, "__init__") is inspect.getattr_static(other, "__init__")


def names_in(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}
