"""The Python sources, indexed: what each name stands for, who calls what, and which values a field is given."""

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[3]
LAYERS = ("domain", "projections", "graphql", "infra")

type Function = ast.FunctionDef | ast.AsyncFunctionDef
type Scope = Function | ast.Lambda | ast.ClassDef | ast.Module


@dataclass
class Index:
    """Whole-program and by simple name: what might be meant counts as meant."""

    parents: dict[ast.AST, ast.AST] = field(default_factory=dict)
    paths: dict[ast.Module, Path] = field(default_factory=dict)
    modules: dict[str, ast.Module] = field(default_factory=dict)
    imports: dict[tuple[ast.Module, str], tuple[str, str]] = field(default_factory=dict)
    functions: dict[str, list[Function]] = field(default_factory=lambda: defaultdict(list))
    classes: dict[str, list[ast.ClassDef]] = field(default_factory=lambda: defaultdict(list))
    calls: dict[str, list[ast.Call]] = field(default_factory=lambda: defaultdict(list))
    families: dict[ast.ClassDef, list[ast.ClassDef]] = field(default_factory=dict)
    bases: dict[ast.ClassDef, set[str]] = field(default_factory=dict)
    passed_on: dict[str, list[ast.expr]] = field(default_factory=lambda: defaultdict(list))
    bound: dict[tuple[Scope, str], list[ast.expr]] = field(default_factory=lambda: defaultdict(list))
    opaque: set[tuple[Scope, str]] = field(default_factory=set)
    attributes: dict[str, list[tuple[Scope, ast.expr]]] = field(default_factory=lambda: defaultdict(list))

    def module(self, node: ast.AST) -> ast.Module:
        *_, module = self.scopes(node)
        assert isinstance(module, ast.Module)
        return module

    def owner(self, node: ast.AST) -> ast.ClassDef | None:
        """The class in whose body something is."""
        return next((each for each in self.scopes(node) if isinstance(each, ast.ClassDef)), None)

    def family(self, kind: ast.ClassDef | None) -> list[ast.ClassDef]:
        """A class, those that it rests on, and those that rest on it."""
        if kind is None:
            return []
        if kind not in self.families:
            every = [each for found in self.classes.values() for each in found]
            self.families[kind] = [each for each in every if self._related(each, kind)]
        return self.families[kind]

    def _related(self, one: ast.ClassDef, other: ast.ClassDef) -> bool:
        return one is other or one.name in self._bases(other) or other.name in self._bases(one)

    def _bases(self, kind: ast.ClassDef) -> set[str]:
        if kind not in self.bases:
            names = self.bases[kind] = {name_of(base) for base in kind.bases}
            self.bases[kind] = names.union(
                *(self._bases(each) for name in names for each in self.classes.get(name, ()))
            )
        return self.bases[kind]

    def home(self, node: ast.AST, name: str) -> tuple[ast.Module | None, str]:
        """The module in which a name of this place is defined, and its name there; None for that of a library."""
        module = self.module(node)
        if (module, name) in self.imports:
            told, original = self.imports[module, name]
            return self.modules.get(told), original
        return module, name

    def scope(self, node: ast.AST) -> Scope:
        while node in self.parents:
            node = self.parents[node]
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef | ast.Module):
                return node
        raise LookupError(node)

    def scopes(self, node: ast.AST) -> Iterator[Scope]:
        while not isinstance(node, ast.Module):
            node = self.scope(node)
            yield node

    def comprehended(self, node: ast.Name) -> ast.expr | None:
        """Returns the iterable of a variable in a comprehension."""
        inner: ast.AST = node
        while not isinstance(inner, ast.stmt):
            inner = self.parents[inner]
            for each in getattr(inner, "generators", ()):
                if any(isinstance(found, ast.Name) and found.id == node.id for found in ast.walk(each.target)):
                    run: ast.expr = each.iter
                    return run
        return None

    def place(self, node: ast.expr) -> str:
        return f"{self.paths[self.module(node)]}:{node.lineno}"


def indexed(files: Iterable[Path], root: Path = ROOT) -> Index:
    index = Index()
    for path in files:
        module = ast.parse(path.read_text(encoding="utf-8"))
        index.paths[module] = path.relative_to(root)
        index.modules[dotted(index.paths[module])] = module
        for parent in ast.walk(module):
            for child in ast.iter_child_nodes(parent):
                index.parents[child] = parent
        for node in ast.walk(module):
            _note(index, node)
    return index


def dotted(path: Path) -> str:
    parts = path.with_suffix("").parts
    return ".".join(parts[1:] if parts[0] in LAYERS else parts)


def sources(*roots: str) -> list[Path]:
    return sorted(path for root in roots for path in (ROOT / root).rglob("*.py"))


def name_of(function: ast.expr) -> str:
    match function:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Subscript(value=value):  # a generic, as in Connection[N](…)
            return name_of(value)
        case _:
            return ""


def _note(index: Index, node: ast.AST) -> None:
    match node:
        case ast.ImportFrom(module=str() as told, names=names):
            for each in names:
                index.imports[index.module(node), each.asname or each.name] = told, each.name
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            index.functions[node.name].append(node)
        case ast.ClassDef():
            index.classes[node.name].append(node)
        case ast.Call():
            index.calls[name_of(node.func)].append(node)
        case ast.withitem(optional_vars=ast.expr() as target):
            _hide(index, target)
        case ast.Name(id=name, ctx=ast.Load()) | ast.Attribute(attr=name, ctx=ast.Load()):
            parent = index.parents[node]
            if not (isinstance(parent, ast.Call) and parent.func is node):
                index.passed_on[name].append(node)
        case _:
            _note_assignment(index, node)


def _note_assignment(index: Index, node: ast.AST) -> None:
    match node:
        case ast.Assign(targets=targets, value=value):
            for target in targets:
                _bind(index, target, value)
        case ast.AnnAssign(target=target, value=ast.expr() as value) | ast.AugAssign(target=target, value=value):
            _bind(index, target, value)
        case ast.NamedExpr(target=target, value=value):
            _bind(index, target, value)
        case ast.For(target=target, iter=found) | ast.AsyncFor(target=target, iter=found):
            _bind(index, target, found)


def _bind(index: Index, target: ast.expr, value: ast.expr) -> None:
    """A tuple of targets is bound to the whole: its parts are of us when all of it is."""
    match target:
        case ast.Name(id=name):
            index.bound[index.scope(target), name].append(value)
        case ast.Attribute(attr=name):
            index.attributes[name].append((index.owner(target) or index.module(target), value))
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            for part in parts:
                _bind(index, part, value)
        case ast.Starred(value=part):
            _bind(index, part, value)


def _hide(index: Index, target: ast.expr) -> None:
    for each in ast.walk(target):
        if isinstance(each, ast.Name):
            index.opaque.add((index.scope(each), each.id))
