"""Queries made from the schema: every field of a type, with every argument, as deep as its parts go."""

from collections.abc import Collection
from itertools import count

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_leaf_type,
    is_required_argument,
)

from tests.api.isolation.arguments import Filler

SEPARATOR = "__as"
"""Between the name of a field and the number of its arguments, in an alias."""
PAST = {"compare", "history", "versionAt"}
"""What an object tells of its past: to whoever has an account."""
SINGLE = {"availableCommands"}
"""The reads of one object at a time."""


def is_node(kind: GraphQLObjectType) -> bool:
    return any(each.name == "Node" for each in kind.interfaces)


class Queries:
    """`asked` gathers what is asked of every type: `Type.field` and `Type.field(argument)`."""

    def __init__(self, schema: GraphQLSchema, filler: Filler) -> None:
        self.schema = schema
        self.filler = filler
        self.asked: set[str] = set()

    def of_type(self, name: str, *, without: Collection[str] = ()) -> str:
        """Everything of an object but these fields; of the objects that it leads to, what stands on them."""
        kind = self.schema.type_map[name]
        if not isinstance(kind, GraphQLObjectType):
            raise TypeError(name)
        return self._whole(kind, without)

    def root(self, name: str) -> list[str]:
        """The selections of a root field, one for each variant of its arguments; `$at` is the moment."""
        root = self.schema.query_type
        field = root.fields[name] if root else None
        if field is None:
            raise LookupError(name)
        self._note("Query", name, field)
        moment = "asOf: $at" if "asOf" in field.args else ""
        asked = [", ".join(filter(None, (each, moment))) for each in self.filler.variants(name, field)]
        return [f"{name}{f'({each})' if each else ''} {self._below(field)}" for each in asked]

    def _below(self, field: GraphQLField) -> str:
        match get_named_type(field.type):
            case GraphQLInterfaceType(name="UserError"):
                return "{ __typename code message path }"
            case GraphQLInterfaceType():
                return "{ __typename id }"
            case GraphQLObjectType() as kind:
                return self._plain(kind) if is_node(kind) else self._whole(kind)
            case _:
                return ""

    def past_of(self, name: str) -> list[str]:
        """The selections of what an object tells of its past, each alone."""
        kind = self.schema.type_map[name]
        fields = kind.fields if isinstance(kind, GraphQLObjectType) else {}
        return [
            f"{each}({arguments}) {self._below(fields[each])}"
            for each in PAST & fields.keys()
            for arguments in self.filler.variants(each, fields[each])
        ]

    def single_of(self, name: str) -> str:
        """Returns the fields of an object that it has only as the one object; none for most types."""
        kind = self.schema.type_map[name]
        fields = kind.fields if isinstance(kind, GraphQLObjectType) else {}
        return " ".join(f"{each} {self._below(fields[each])}" for each in SINGLE & fields.keys())

    def _whole(self, kind: GraphQLObjectType, without: Collection[str] = ()) -> str:
        numbers = count()
        selected = ["__typename"]
        for name, field in ((each, field) for each, field in kind.fields.items() if each not in without):
            self._note(kind.name, name, field)
            if name in SINGLE:
                continue
            below = self._below(field)
            for arguments in self.filler.variants(name, field):
                asked = f"{name}{SEPARATOR}{next(numbers)}: {name}({arguments})" if arguments else name
                selected.append(f"{asked} {below}")
        return f"{{ {' '.join(selected)} }}"

    def _note(self, kind: str, name: str, field: GraphQLField) -> None:
        self.asked.update({f"{kind}.{name}", *(f"{kind}.{name}({each})" for each in field.args)})

    def _plain(self, kind: GraphQLObjectType) -> str:
        plain = [
            name
            for name, field in kind.fields.items()
            if is_leaf_type(get_named_type(field.type)) and not any(map(is_required_argument, field.args.values()))
        ]
        return f"{{ __typename {' '.join(plain)} }}"
