"""A document for every field of the schema: the shortest way to it, from objects that are there."""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, cast

from graphql import (
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_composite_type,
    is_introspection_type,
    is_leaf_type,
    is_required_argument,
    parse,
)

from efe_graphql.limits.cost import SINGLE
from efe_graphql.limits.limits import LIMITS, costs

PAGES: Final = (1, 100)
"""Cost and work grow with each object of a page: one between these is no dearer than the dearer of the two."""
OBJECTS: Final = 20
"""Objects for which a field is asked at the same time, but one where that is beyond the limit of an operation."""
GIVEN: Final[Mapping[str, str]] = {
    "bassin": "LIEGE",
    "within": "365",
    "from": '{ position: "1" }',
    "at": '{ position: "1000" }',
    "axis": '{ kind: METIER, label: "Soudeur" }',
    "position": '"1"',
    "search": '"soudeur"',
    "text": '"soudeur"',
    "inForceOn": '"2026-01-01"',
    "on": '"2026-01-01"',
    "figure": "DECISIONS_ADOPTED",
}
_BY_FIELD: Final[Mapping[str, str]] = {
    "ledgerConsistency": "(from: 1, to: 2)",
    "previewRectification": (
        '(input: {entityId: "Pole:00000000-0000-0000-0000-000000000001",'
        ' changes: [{version: 1, annul: true}], reason: "Erreur."})'
    ),
}


@dataclass(frozen=True)
class Document:
    """`field` is what it is about."""

    field: str
    text: str


@dataclass(frozen=True)
class Way:
    """To the objects of a type: what is written before the selection of them, and after it."""

    before: str
    after: str

    def to(self, selected: str) -> str:
        return f"{self.before} {selected} {self.after}"


def documents(schema: GraphQLSchema, ids: Mapping[str, Sequence[str]]) -> Iterator[Document]:
    """`ids` are some of each type of objects."""
    query = schema.query_type
    assert query
    for name, field in query.fields.items():
        for how, selected in shapes(name, field, ids):
            yield Document(f"Query.{name} {how}".strip(), f"{{ {selected} }}")
    alone = ways(schema, {kind: some[:1] for kind, some in ids.items()})
    for kind, way in ways(schema, ids).items():
        for name, field in kind.fields.items():
            if name in SINGLE:
                continue
            for how, selected in shapes(name, field, ids):
                several, one = (f"{{ {each.to(selected)} }}" for each in (way, alone[kind]))
                yield Document(f"{kind.name}.{name} {how}".strip(), several if within(schema, several) else one)
    yield from singles(schema, ids)


def singles(schema: GraphQLSchema, ids: Mapping[str, Sequence[str]]) -> Iterator[Document]:
    """Yields the fields of one object at a time, each with its selection below."""
    for kind, some in ids.items():
        fields = cast("GraphQLObjectType", schema.type_map[kind]).fields
        for name in SINGLE & fields.keys():
            [below] = below_of(schema, fields[name])
            parts = [selected for part, field in below.fields.items() for _, selected in shapes(part, field, ids)]
            for selected in ("__typename", *parts):
                text = f'{{ node(id: "{some[0]}") {{ ... on {kind} {{ {name} {{ {selected} }} }} }} }}'
                yield Document(f"{kind}.{name} {selected.partition(' ')[0]}", text)


def within(schema: GraphQLSchema, text: str) -> bool:
    return max(costs(schema, parse(text)).values()) <= LIMITS.cost


def ways(schema: GraphQLSchema, ids: Mapping[str, Sequence[str]]) -> dict[GraphQLObjectType, Way]:
    """First to what has an id, then to what is found below it."""
    query = schema.query_type
    found: dict[GraphQLObjectType, Way] = {}
    assert query
    for kind, some in ids.items():
        listed = ", ".join(f'"{each}"' for each in some)
        found[cast("GraphQLObjectType", schema.type_map[kind])] = Way(
            f"nodes(ids: [{listed}]) {{ ... on {kind} {{", "} }"
        )
    waiting = deque(found.items())
    waiting.append((query, Way("", "")))
    while waiting:
        above, way = waiting.popleft()
        for name, field in above.fields.items():
            for below in below_of(schema, field) if name not in SINGLE else ():
                if below not in found and below is not query:
                    on = f"... on {below.name} {{" if below is not get_named_type(field.type) else ""
                    before = f"{way.before} {name}{arguments(name, field, ids)} {{ {on}"
                    found[below] = Way(before, f"{'}' if on else ''} }} {way.after}")
                    waiting.append((below, found[below]))
    return found


def below_of(schema: GraphQLSchema, field: GraphQLField) -> Sequence[GraphQLObjectType]:
    kind = get_named_type(field.type)
    if not is_composite_type(kind) or is_introspection_type(kind):
        return ()
    return [kind] if isinstance(kind, GraphQLObjectType) else schema.get_possible_types(kind)


def shapes(name: str, field: GraphQLField, ids: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    """The field, with next to nothing below it; a list page by page, and counted."""
    kind = get_named_type(field.type)
    if is_leaf_type(kind):
        return  # it is of the row that is read for its object
    if "first" not in field.args:
        yield "", f"{name}{arguments(name, field, ids)} {{ __typename }}"
    else:
        for first in PAGES:
            given = arguments(name, field, ids, first=str(first))
            yield f"first: {first}", f"{name}{given} {{ edges {{ cursor }} }}"
        yield "counted", f"{name}{arguments(name, field, ids, first='1')} {{ totalCount }}"


def arguments(name: str, field: GraphQLField, ids: Mapping[str, Sequence[str]], **others: str) -> str:
    """Raises `KeyError` for one of which nobody has said what it is given: that is `GIVEN`."""
    if name in _BY_FIELD:
        return _BY_FIELD[name]
    given = {each: value(name, each, ids) for each, arg in field.args.items() if is_required_argument(arg)} | others
    return f"({', '.join(f'{each}: {said}' for each, said in given.items())})" if given else ""


def value(field: str, argument: str, ids: Mapping[str, Sequence[str]]) -> str:
    if argument in {"id", "ids"}:
        kinds = [kind for kind in ids if kind.lower() == field.lower()] or ["Pole"]
        one = f'"{ids[kinds[0]][0]}"'
        return f"[{one}]" if argument == "ids" else one
    return GIVEN[argument]
