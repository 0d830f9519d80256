"""Generator of the console's response classes: one module `generated` for each feature with GraphQL documents.

A fragment becomes a class of its name, an operation the class `…Response`. A selection that consists of one fragment
uses the class of that fragment. Any other selection gets a class named after its operation and its GraphQL type.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLScalarType,
    GraphQLSchema,
    InlineFragmentNode,
    NamedTypeNode,
    Node,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
    parse,
)

from efe_infra.cli.response_module import RESPONSES, ResponseClass, ResponseField, ResponseModule
from efe_infra.console.register.documents import (
    Definition,
    definitions,
    listed_commands,
    listed_composites,
    snake_case,
    vault_commands,
)

CONSOLE: Final = "efe_infra.console"
SCALARS: Final = {
    "Boolean": "bool",
    "Cents": "int",
    "Date": "date",
    "DateTime": "datetime",
    "Float": "float",
    "ID": "str",
    "Int": "int",
    "JSON": "Any",
    "LocalTime": "str",
    "Position": "int",
    "String": "str",
    "UUID": "str",
}
"""Python types of the scalars, as the console decodes them. An enumeration is a `str`, by which labels are found."""
PAGE_INFO: Final = ("hasNextPage", "endCursor")
LISTS: Final = {
    (): "Edges",
    (ResponseField("totalCount", "int"), ResponseField("pageInfo", "PageInfo")): "Connection",
    (
        ResponseField("totalCount", "int"),
        ResponseField("countIsCapped", "bool"),
        ResponseField("pageInfo", "PageInfo"),
    ): "CappedConnection",
}
"""Classes of lists by pages, by the fields that are selected beside their edges."""
OUTCOMES: Final = "efe_infra.console.forms.outcome"


class DocumentError(Exception):
    """Raised for a field, type or fragment that is not defined, or a selection that no class can have."""


def response_files(schema: GraphQLSchema, chosen_definitions: Sequence[Definition] | None = None) -> dict[str, str]:
    """Returns the modules of all features by their path. Raises `DocumentError` with the file and the line."""
    generator = Generator(schema, definitions() if chosen_definitions is None else chosen_definitions)
    for each in generator.definitions.values():
        if each.kind == "fragment":
            generator.fragment(each.name)
        else:
            generator.operation(each)
    if chosen_definitions is None:
        generator.commands()
    return {
        f"infra/{each.name.replace('.', '/')}.py": each.text()
        for each in sorted(generator.modules.values(), key=lambda each: each.name)
    }


class Generator:
    """One run over the definitions of all features."""

    def __init__(self, schema: GraphQLSchema, all_definitions: Sequence[Definition]) -> None:
        self.schema = schema
        self.definitions = {(each.kind == "fragment", each.name): each for each in all_definitions}
        self.fragment_names = {each.name for each in all_definitions if each.kind == "fragment"}
        self.modules: dict[str, ResponseModule] = {}

    def module(self, definition: Definition) -> ResponseModule:
        name = f"efe_infra.{definition.path.parents[1].name}.{definition.path.parent.name}.generated"
        return self.modules.setdefault(name, ResponseModule(name))

    def operation(self, definition: Definition) -> None:
        node = parse(definition.text).definitions[0]
        kind = self.schema.get_root_type(node.operation) if isinstance(node, OperationDefinitionNode) else None
        scope = SelectionScope(self, definition)
        if kind is None:
            raise scope.error(node, "this is no operation of the schema")
        response_class = scope.class_of(kind, selections_of(node), [f"{definition.name}Response"])
        scope.module.documents[snake_case(definition.name)] = response_class

    def fragment(self, name: str) -> ResponseModule:
        """Adds the class of a fragment, unless it is there, and returns its module."""
        definition = self.definitions[True, name]
        if name not in (module := self.module(definition)).classes:
            node = parse(definition.text).definitions[0]
            scope = SelectionScope(self, definition)
            if isinstance(node, FragmentDefinitionNode):
                shape = scope.shape_of(scope.type_named(node.type_condition), node.selection_set)
                module.add(scope.list_of(shape) or shape, [name])
        return module

    def fields_of(self, name: str) -> Iterator[ResponseField]:
        """Yields the fields of a fragment's class, with those that it inherits."""
        response_class = self.fragment(name).classes[name]
        if response_class.base in self.fragment_names:
            yield from self.fields_of(response_class.base)
        yield from response_class.fields

    def commands(self) -> None:
        """Adds the documents of the commands, whose responses are of a few classes."""
        module = self.modules[f"{CONSOLE}.forms.generated"]
        for name, created in sorted((listed_commands() | vault_commands()).items()):
            module.documents[name] = module.use(OUTCOMES, "Created" if created else "Done")
        for name, answer in sorted(listed_composites().items()):
            module.documents[name] = module.use(OUTCOMES, answer)


class SelectionScope:
    """One operation or fragment; its classes go into the module of its feature."""

    def __init__(self, generator: Generator, definition: Definition) -> None:
        self.generator, self.definition = generator, definition
        self.module = generator.module(definition)

    def class_of(self, kind: GraphQLNamedType, selected: SelectionSetNode, names: Sequence[str]) -> str:
        """Returns the class of a selection: that of its fragment, a list by pages, or one that is added."""
        match selected.selections:
            case [FragmentSpreadNode() as spread]:
                return self.used(spread)
            case [InlineFragmentNode(type_condition=condition, selection_set=inner)] if condition:
                return self.class_of(self.type_named(condition), inner, names)
        shape = self.shape_of(kind, selected)
        list_class = self.list_of(shape)
        return list_class.base if list_class else self.added(shape, names)

    def list_of(self, shape: ResponseClass) -> ResponseClass | None:
        """Returns the class of a list by pages without further fields; None for another selection."""
        if shape.base.startswith("Edges[") and (generic := LISTS.get(shape.fields)):
            return ResponseClass(shape.base.replace("Edges", self.module.use(RESPONSES, generic)), ())
        return None

    def added(self, shape: ResponseClass, names: Sequence[str]) -> str:
        return self.module.add(shape, [each for each in names if each not in self.generator.fragment_names])

    def used(self, *spreads: FragmentSpreadNode) -> str:
        """Returns the class of one fragment; for several, a new class with the fields of all."""
        for each in spreads:
            if each.name.value not in self.generator.fragment_names:
                raise self.error(each, f"fragment {each.name.value} is not defined")
        names = [each.name.value for each in spreads]
        first, *others = [self.generator.fragment(each) for each in names]
        if any(each is not first for each in others):
            raise self.error(spreads[0], f"fragments {', '.join(names)} belong to several features")
        if others:
            fields = tuple(field for each in names[1:] for field in self.generator.fields_of(each))
            return self.module.use(first.name, first.add(ResponseClass(names[0], fields), ["And".join(names)]))
        return self.module.use(first.name, names[0])

    def items_of(self, kind: GraphQLNamedType, edges: FieldNode) -> str:
        """Returns the class of the nodes of a list by pages; nothing for edges with other fields than their node."""
        edge = get_named_type(self.type_of(kind, edges))
        match selections_of(edges).selections:
            case [FieldNode(name=name) as node] if name.value == "node":
                return self.field_of(edge, node).annotation
        return ""

    def shape_of(self, kind: GraphQLNamedType, selected: SelectionSetNode) -> ResponseClass:
        spreads: list[FragmentSpreadNode] = []
        fields: dict[str, ResponseField] = {}
        base = ""
        for each in selected.selections:
            match each:
                case FragmentSpreadNode():
                    spreads.append(each)
                case FieldNode(name=name) if name.value == "edges" and (items := self.items_of(kind, each)):
                    base = f"{self.module.use(RESPONSES, 'Edges')}[{items}]"
                case FieldNode():
                    fields[key_of(each)] = self.field_of(kind, each)
                case InlineFragmentNode(type_condition=condition, selection_set=inner) if condition:
                    for field in map(optional, self.shape_of(self.type_named(condition), inner).fields):
                        if fields.setdefault(field.key, field) != field:
                            raise self.error(each, f"{field.key} has two types")
        if spreads:
            base = self.used(*spreads)
            inherited = {field.key for each in spreads for field in self.generator.fields_of(each.name.value)}
            if twice := fields.keys() & inherited:
                raise self.error(spreads[0], f"{', '.join(sorted(twice))} is selected in a fragment too")
        return ResponseClass(base, tuple(fields.values()))

    def field_of(self, kind: GraphQLNamedType, node: FieldNode) -> ResponseField:
        if node.name.value == "__typename":
            return ResponseField("__typename", "str")
        own = get_named_type(field_type := self.type_of(kind, node)).name
        operation, key = self.definition.name, key_of(node)
        names = [f"{operation}{own}", f"{operation}{own}Of{key[0].upper()}{key[1:]}"]
        field = ResponseField(
            key, self.annotation(field_type, node, [own, *names] if own.startswith(operation) else names)
        )
        return optional(field) if node.directives else field

    def annotation(self, kind: GraphQLOutputType, node: FieldNode, names: Sequence[str]) -> str:
        match kind:
            case GraphQLNonNull():
                return self.annotation(kind.of_type, node, names).removesuffix(" | None")
            case GraphQLList():
                return f"tuple[{self.annotation(kind.of_type, node, names)}, ...] | None"
            case GraphQLEnumType():
                return "str | None"
            case GraphQLScalarType():
                return f"{SCALARS[kind.name]} | None"
        if get_named_type(kind).name == "PageInfo" and keys_of(node) == PAGE_INFO:
            return f"{self.module.use(RESPONSES, 'PageInfo')} | None"
        return f"{self.class_of(get_named_type(kind), selections_of(node), names)} | None"

    def type_of(self, kind: GraphQLNamedType, node: FieldNode) -> GraphQLOutputType:
        fields: Mapping[str, GraphQLField] = {}
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            fields = kind.fields
        if node.name.value not in fields:
            raise self.error(node, f"{kind.name}.{node.name.value} is not in the schema")
        return fields[node.name.value].type

    def type_named(self, node: NamedTypeNode) -> GraphQLNamedType:
        named_type = self.generator.schema.type_map.get(node.name.value)
        if not isinstance(named_type, GraphQLNamedType):
            raise self.error(node, f"type {node.name.value} is not in the schema")
        return named_type

    def error(self, node: Node, reason: str) -> DocumentError:
        line = (node.loc.start_token.line if node.loc else 1) + self.definition.line - 1
        path = self.definition.path
        return DocumentError(f"{path.parent.name}/{path.name}, line {line}: {reason}")


def optional(field: ResponseField) -> ResponseField:
    return ResponseField(field.key, f"{field.annotation.removesuffix(' | None')} | None", is_optional=True)


def selections_of(node: Node) -> SelectionSetNode:
    selection_set: SelectionSetNode | None = getattr(node, "selection_set", None)
    return selection_set or SelectionSetNode(selections=())


def key_of(node: FieldNode) -> str:
    return (node.alias or node.name).value


def keys_of(node: FieldNode) -> tuple[str, ...]:
    chosen = selections_of(node).selections
    return tuple(key_of(each) if isinstance(each, FieldNode) else "…" for each in chosen)
