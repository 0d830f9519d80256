"""Limits of one operation. Checked before every other rule of validation, which may take long on a large document."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from graphql import DocumentNode, GraphQLSchema, OperationDefinitionNode, ValidationRule
from graphql.validation.validate import ValidationAbortedError

from efe_domain.shared.messages import Message
from efe_graphql.limits.cost import OPERATION, PAGES, CostCounter, OperationCost, Pages

NAMES = {
    "depth": "profondeur",
    "aliases": "nombre d'alias",
    "directives": "nombre de directives",
    "root_fields": "nombre de champs à la racine",
    "listed": "nombre de champs d'un seul objet dans une liste",
    "cost": "coût estimé",
}


@dataclass(frozen=True, kw_only=True)
class Limits:
    """The most that one operation may hold, and the most tokens of one document.

    An operation over `cost` is accepted up to `default_pages_cost` if it would be within `cost` with usually filled
    pages: it then exceeds the limit by pages whose size its author did not choose.
    """

    depth: int = 16
    aliases: int = 30
    directives: int = 20
    root_fields: int = 20
    listed: int = 0
    cost: int = 20_000
    default_pages_cost: int = 100_000
    tokens: int = 2_000
    pages: Pages = PAGES


LIMITS = Limits()


class QueryTooComplex(ValidationAbortedError):
    """Ends validation at once, with one error."""

    def __init__(self, limit: str, count: int, most: int, node: OperationDefinitionNode) -> None:
        super().__init__(
            Message(
                "Requête trop lourde : {limit} {found}, au plus {most}.",
                limit=Message(NAMES[limit]),
                found=count,
                most=most,
            ),
            [node],
            extensions={"code": "QUERY_TOO_COMPLEX", "limit": limit, "found": count, "max": most},
        )


class RepetitiveDocument(ValidationAbortedError):
    """End of a validation whose work grows faster than the document."""

    def __init__(self) -> None:
        super().__init__(
            Message("Requête trop lourde : trop de champs s'y répètent, ou ses fragments s'emboîtent trop."),
            extensions={"code": "QUERY_TOO_COMPLEX"},
        )


def check(node: OperationDefinitionNode, counted: OperationCost, limits: Limits) -> None:
    """Raises `QueryTooComplex` at the first limit that the operation exceeds."""
    for limit in NAMES:
        count, most = getattr(counted, limit), getattr(limits, limit)
        if limit == "cost" and counted.usual_cost <= most:
            most = limits.default_pages_cost
        if count > most:
            raise QueryTooComplex(limit, count, most, node)


@cache  # one class for one set of limits: the validation cache is keyed by the rules
def budget_rule(limits: Limits) -> type[ValidationRule]:
    """Returns the validation rule that checks each operation of a document against the limits."""

    class QueryBudget(ValidationRule):
        def enter_document(self, document: DocumentNode, *_: Any) -> None:
            for node, cost in operation_costs(self.context.schema, document, limits):
                check(node, cost, limits)

    return QueryBudget


def operation_costs(
    schema: GraphQLSchema, document: DocumentNode, limits: Limits
) -> Iterator[tuple[OperationDefinitionNode, OperationCost]]:
    """Yields every operation of a document, with its cost."""
    counter = CostCounter(schema, document, limits.pages)
    for node in document.definitions:
        if isinstance(node, OperationDefinitionNode):
            yield node, counter.count(node, schema.get_root_type(node.operation))


@lru_cache(maxsize=128)  # as many as there are parsed documents to find again
def costs(schema: GraphQLSchema, document: DocumentNode, limits: Limits = LIMITS) -> Mapping[str, int]:
    """Returns the estimated cost of each operation of a document by its name; an operation without a name has ""."""
    return {
        node.name.value if node.name else "": total.cost + OPERATION
        for node, total in operation_costs(schema, document, limits)
    }


def cost_of_operation(schema: GraphQLSchema, document: DocumentNode, name: str) -> int:
    return costs(schema, document)[name]
