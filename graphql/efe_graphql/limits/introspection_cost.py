"""The cost of introspection, by the real lengths of the schema's lists: what graphql-core will resolve is counted."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from types import SimpleNamespace
from typing import Any, Final, NamedTuple, cast

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    StringValueNode,
    get_named_type,
    introspection_types,
    is_composite_type,
    is_type,
)

INTROSPECTION: Final = {"__schema": "__Schema", "__type": "__Type"}
"""Fields of the query type that introspect, with their types."""
RESOLUTIONS_PER_UNIT: Final = 5
"""Fields and objects of an answer that cost one unit: 20 µs of processor, as measured with graphql-core 3.3."""
MAX_STEPS: Final = 200_000
"""Steps of counting one document at most: twice the resolutions that the dearest operation may cause."""
CEILING: Final = 10**9

type Selections = FieldNode | InlineFragmentNode | FragmentDefinitionNode


class TooManySteps(Exception):
    """Ends the counting of a document that is far beyond every limit."""


class SelectionPlan(NamedTuple):
    """Selections on one introspection type: the number of its fields, those with objects below, and the fragments."""

    fields: int
    below: Sequence[FieldNode]
    fragments: Sequence[Selections]


class SchemaElements:
    """The objects that introspection answers with. Equal types in lists and non-null types are one object."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self._found: dict[tuple[int, str], Sequence[object]] = {}
        self._types: dict[str, object] = {}

    def roots(self, node: FieldNode) -> Sequence[object]:
        """Returns the object of a root field. For a variable, these are all types: it may name any of them."""
        if node.name.value == "__schema":
            return [self._schema]
        names = [each.value for each in node.arguments or () if each.name.value == "name"]
        if not (names and isinstance(names[0], StringValueNode)):
            return list(self._schema.type_map.values())
        kind = self._schema.get_type(names[0].value)
        return [kind] if kind else []

    def below(self, element: object, kind: GraphQLObjectType, name: str) -> Sequence[object]:
        """Returns the objects of a field, deprecated ones too, as graphql-core resolves it."""
        key = id(element), name
        if key not in self._found:
            self._found[key] = [self._same(each) for each in self._resolved(element, kind.fields[name])]
        return self._found[key]

    def _resolved(self, element: object, field: GraphQLField) -> Iterable[object]:
        options = {"includeDeprecated": True} if "includeDeprecated" in field.args else {}
        resolved = cast("Any", field.resolve)(element, SimpleNamespace(schema=self._schema), **options)
        if resolved is None:
            return ()
        return [resolved] if is_type(resolved) else cast("Iterable[object]", resolved)

    def _same(self, element: object) -> object:
        return self._types.setdefault(str(element), element) if is_type(element) else element


@lru_cache(maxsize=4)
def elements_of(schema: GraphQLSchema) -> SchemaElements:
    return SchemaElements(schema)


class IntrospectionCost:
    """Counts the introspections of one document. A selection is counted once for each object that it may meet.

    So the time is bounded by the document and the schema, not by the answer, and `MAX_STEPS` ends it.
    """

    def __init__(self, schema: GraphQLSchema, fragments: dict[str, FragmentDefinitionNode]) -> None:
        self._elements = elements_of(schema)
        self._fragments = fragments
        self._plans: dict[tuple[int, str], SelectionPlan] = {}
        self._counted: dict[tuple[int, int], int] = {}
        self._steps = 0

    def units(self, node: FieldNode) -> int:
        """Returns the cost of a root field; the dearest one where a variable chooses the type."""
        kind = introspection_types[INTROSPECTION[node.name.value]]
        try:
            counts = [self._count(node, each, cast("GraphQLObjectType", kind)) for each in self._elements.roots(node)]
        except TooManySteps:
            return CEILING
        return -(-(1 + max(counts, default=0)) // RESOLUTIONS_PER_UNIT)

    def _count(self, node: Selections, element: object, kind: GraphQLObjectType) -> int:
        key = id(node), id(element)
        if key in self._counted:
            return self._counted[key]
        self._counted[key] = 0  # a cycle ends here; validation names it
        plan = self._plan(node, kind)
        total = plan.fields
        for field in plan.below:
            total += self._count_below(field, element, kind)
        for fragment in plan.fragments:
            total += self._count(fragment, element, kind)
        self._step(1 + len(plan.fragments))
        self._counted[key] = min(total, CEILING)
        return self._counted[key]

    def _count_below(self, field: FieldNode, element: object, kind: GraphQLObjectType) -> int:
        name = field.name.value
        objects = self._elements.below(element, kind, name)
        self._step(1 + len(objects))
        type_below = cast("GraphQLObjectType", get_named_type(kind.fields[name].type))
        return len(objects) + sum([self._count(field, each, type_below) for each in objects])

    def _step(self, steps: int) -> None:
        self._steps += steps
        if self._steps > MAX_STEPS:
            raise TooManySteps

    def _plan(self, node: Selections, kind: GraphQLObjectType) -> SelectionPlan:
        key = id(node), kind.name
        if key not in self._plans:
            selections = node.selection_set.selections if node.selection_set else ()
            fields = [each for each in selections if isinstance(each, FieldNode)]
            own = [each for each in fields if each.name.value in kind.fields]
            below = [each for each in own if is_composite_type(get_named_type(kind.fields[each.name.value].type))]
            spread = [self._fragments.get(e.name.value) for e in selections if isinstance(e, FragmentSpreadNode)]
            inline = [each for each in selections if isinstance(each, InlineFragmentNode)]
            self._plans[key] = SelectionPlan(len(fields), below, [*inline, *filter(None, spread)])
        return self._plans[key]
