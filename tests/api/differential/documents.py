"""Valid documents at random, over the real schema: what a client might ask, sensible or not."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any
from zlib import crc32

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    Undefined,
    get_named_type,
    is_leaf_type,
    is_required_argument,
    is_required_input_field,
)

type Composite = GraphQLObjectType | GraphQLInterfaceType


@dataclass(frozen=True)
class Asked:
    """A document and the values of its variables."""

    query: str
    variables: Mapping[str, Any]


@dataclass
class Pool:
    """Values by the name of their scalar: some of the register, some of nothing at all."""

    values: Mapping[str, Sequence[Any]]
    ids: Mapping[str, Sequence[str]]

    def scalar(self, name: str, random: Random) -> Any:
        return random.choice(self.values[name])

    def id(self, near: str, random: Random) -> str:
        """More often than not of the type that the name of the field or argument speaks of."""
        kinds = [kind for kind in self.ids if kind.lower() in near.lower()] or list(self.ids)
        kind = random.choice(kinds) if random.random() < 0.95 else "Nothing"
        return random.choice(self.ids[kind])


type Choosing = Callable[[Composite, str], bool]
"""Whether a field of a type may be asked for."""


@dataclass
class Writer:
    """Writes one document, of the fields that may be asked for."""

    schema: GraphQLSchema
    pool: Pool
    random: Random
    asks: Choosing = lambda _kind, _name: True
    definitions: list[str] = field(default_factory=list)
    fragments: list[str] = field(default_factory=list)
    variables: dict[str, Any] = field(default_factory=dict)
    room: int = 30

    def document(self) -> Asked:
        query = self.schema.query_type
        assert query
        all_roots = sorted(name for name in query.fields if self.asks(query, name))
        roots = self.random.sample(all_roots, k=self.random.choice([1, 1, 1, 2, 3]))
        fields = [self._field(query, name, 0) for name in roots]
        if self._now_and_then(0.1):
            fields.append("__typename")
        if self._now_and_then(0.1):
            fields.append("... on Query { " + self._field(query, roots[0], 1) + " }")
        given = f"({', '.join(self.definitions)})" if self.definitions else ""
        return Asked(f"query Asked{given} {{ {' '.join(fields)} }} {' '.join(self.fragments)}", self.variables)

    def subscription(self, bassin: str) -> Asked:
        """All that an audit trail holds, and whatever may be asked of an entry."""
        root = self.schema.subscription_type
        assert root
        below = self._below(root.fields["auditEntries"], 0)
        given = f"({', '.join(self.definitions)})" if self.definitions else ""
        field = f'auditEntries(bassin: {bassin}, after: "0"){below}'
        return Asked(f"subscription Asked{given} {{ {field} }} {' '.join(self.fragments)}", self.variables)

    def _now_and_then(self, chance: float) -> bool:
        return self.random.random() < chance

    def _field(self, parent: Composite, name: str, depth: int) -> str:
        known = parent.fields[name]
        self.room -= 1
        arguments = self._arguments(known, f"{parent.name}{name}")
        if arguments or self._now_and_then(0.1):
            key = f"{name}_{crc32(arguments.encode()) % 997}" if arguments else f"{name}Again"
            name = f"{key}: {name}"
        return f"{name}{arguments}{self._directives()}{self._below(known, depth)}"

    def _below(self, known: GraphQLField, depth: int) -> str:
        kind = get_named_type(known.type)
        return "" if is_leaf_type(kind) else self._selection(kind, depth + 1)

    def _selection(self, kind: Any, depth: int) -> str:
        """At least one field; deeper down, mostly leaves."""
        known = {name: each for name, each in kind.fields.items() if self.asks(kind, name)}
        leaves = [name for name, each in known.items() if is_leaf_type(get_named_type(each.type))]
        others = [name for name in known if name not in leaves]
        chosen = self.random.sample(leaves, k=min(len(leaves), self.random.choice([1, 2, 3, 5])))
        deep = depth < 7 and self.room > 0
        if others and (deep or not chosen):
            most = 1 if depth > 3 or self.room <= 0 else 3
            chosen += self.random.sample(others, k=min(len(others), self.random.randint(0 if chosen else 1, most)))
        self.random.shuffle(chosen)
        parts = [self._field(kind, name, depth) for name in chosen]
        parts += self._extras(kind, chosen, depth)
        return f" {{ {' '.join(parts)} }}"

    def _extras(self, kind: Composite, chosen: Sequence[str], depth: int) -> Iterable[str]:
        if self._now_and_then(0.15):
            yield self.random.choice(["__typename", "sort: __typename"])
        if self._now_and_then(0.1):
            yield self._field(kind, self.random.choice(chosen), depth)
        if self.room <= 0:
            return
        if self._now_and_then(0.15) or (isinstance(kind, GraphQLInterfaceType) and self._now_and_then(0.8)):
            for _ in range(self.random.choice([1, 1, 2, 3])):
                yield self._fragment(kind, depth)

    def _fragment(self, kind: Composite, depth: int) -> str:
        """On the type itself, or on one that it may turn out to be, or on an interface of it."""
        on = self.random.choice([kind, *kind.interfaces, *self._possible(kind)])
        inside = self._selection(on, depth + 1)
        if self._now_and_then(0.4):
            name = f"F{len(self.fragments)}"
            self.fragments.append(f"fragment {name} on {on.name}{inside}")
            return f"...{name}{self._directives()}"
        condition = "" if on is kind and self._now_and_then(0.5) else f" on {on.name}"
        return f"...{condition}{self._directives()}{inside}"

    def _possible(self, kind: Composite) -> Sequence[GraphQLObjectType]:
        return self.schema.get_possible_types(kind) if isinstance(kind, GraphQLInterfaceType) else ()

    def _directives(self) -> str:
        if not self._now_and_then(0.08):
            return ""
        name = self.random.choice(["skip", "include"])
        if self._now_and_then(0.5):
            return f" @{name}(if: {self.random.choice(['true', 'false'])})"
        variable = self._variable(
            "Boolean!", self.random.random() < 0.5, "false" if self._now_and_then(0.2) else None
        )
        return f" @{name}(if: {variable})"

    def _arguments(self, known: GraphQLField, near: str) -> str:
        given = []
        for name, argument in known.args.items():
            wanted = {"first": 0.4, "asOf": 0.15, "minPosition": 0.04, "after": 0.06}.get(name, 0.4)
            if is_required_argument(argument) or self._now_and_then(wanted):
                given.append(f"{name}: {self._value(argument, f'{near}{name}', variables=True)}")
        return f"({', '.join(given)})" if given else ""

    def _value(self, of: GraphQLArgument | GraphQLInputField, near: str, *, variables: bool = False) -> str:
        plain = self._plain(of.type, near)
        if not variables or not self._now_and_then(0.3):
            return literal(plain, of.type)
        default = literal(self._plain(of.type, near), of.type) if self._now_and_then(0.2) else None
        if default == "null":
            default = None
        kind = str(of.type)
        if not kind.endswith("!") and of.default_value is not Undefined and of.default_value is not None:
            kind += self.random.choice(["", "!"])
        return self._variable(kind, plain, default)

    def _variable(self, kind: str, value: Any, default: str | None) -> str:
        name = f"v{len(self.definitions)}"
        self.definitions.append(f"${name}: {kind}" + (f" = {default}" if default else ""))
        if default is None or self._now_and_then(0.5):
            self.variables[name] = value
        return f"${name}"

    def _plain(self, kind: GraphQLInputType, near: str) -> Any:
        """As it goes into JSON."""
        match kind:
            case GraphQLNonNull(of_type=inner):
                return self._present(inner, near)
            case _ if self._now_and_then(0.1):
                return None
            case _:
                return self._present(kind, near)

    def _present(self, kind: Any, near: str) -> Any:
        match kind:
            case GraphQLList(of_type=item):
                return [self._plain(item, near) for _ in range(self.random.choice([0, 1, 1, 2, 3]))]
            case GraphQLEnumType(values=values):
                return self.random.choice(
                    ["LIEGE", "NAMUR"] * 4 + list(values) if kind.name == "Bassin" else list(values)
                )
            case GraphQLInputObjectType(fields=fields):
                return self._input(kind, fields, near)
            case _ if kind.name == "ID":
                return self.pool.id(near, self.random)
            case _ if near.endswith("minPosition"):
                return "1"  # one that is never reached is waited for
            case _:
                return self.pool.scalar(kind.name, self.random)

    def _input(self, kind: GraphQLInputObjectType, fields: Mapping[str, GraphQLInputField], near: str) -> Any:
        if kind.is_one_of:
            name = self.random.choice(list(fields))
            return {name: self._present(fields[name].type, near + name)}
        return {
            name: self._plain(each.type, near + name)
            for name, each in fields.items()
            if is_required_input_field(each) or self._now_and_then(0.3)
        }


def literal(value: Any, kind: GraphQLInputType) -> str:
    """A value as it is written in a document."""
    plain: GraphQLNamedType | GraphQLList[Any] = kind.of_type if isinstance(kind, GraphQLNonNull) else kind
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case list() if isinstance(plain, GraphQLList):
            return f"[{', '.join(literal(each, plain.of_type) for each in value)}]"
        case dict() if isinstance(plain, GraphQLInputObjectType):
            fields = (f"{name}: {literal(each, plain.fields[name].type)}" for name, each in value.items())
            return f"{{{', '.join(fields)}}}"
        case str() if not isinstance(plain, GraphQLEnumType):
            return f'"{value}"'
        case _:
            return str(value)
