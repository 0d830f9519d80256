"""Documents that are known before anybody asks for them: parsed, weighed and found valid when they are loaded."""

from collections.abc import Iterator, Mapping
from typing import Self

import strawberry
from graphql import DocumentNode, GraphQLError, OperationDefinitionNode, parse, specified_rules
from strawberry.extensions import ParserCache, ValidationCache
from strawberry.schema.schema import validate_document

from efe_graphql.budget import LIMITS, Limits, budget_rule, costs


class NotValid(Exception):
    """A document that this schema does not run. `reasons` are those of the rules that it breaks."""

    def __init__(self, errors: list[GraphQLError]) -> None:
        self.reasons = [error.message for error in errors]
        super().__init__(" ; ".join(self.reasons))


class TrustedDocument(str):
    """A text that is given to the schema as any other is, with what need not be found out again."""

    node: DocumentNode
    costs: Mapping[str, int]
    """What each operation is estimated at, by its name."""

    @classmethod
    def of(cls, text: str, schema: strawberry.Schema, limits: Limits = LIMITS) -> Self:
        """Raises `NotValid`."""
        try:
            node = parse(text, max_tokens=limits.tokens)
        except GraphQLError as error:
            raise NotValid([error]) from error
        built = schema._schema  # noqa: SLF001 - as the extensions of the library reach it
        if errors := validate_document(built, node, (budget_rule(limits), *specified_rules)):
            raise NotValid(errors)
        if not any(isinstance(each, OperationDefinitionNode) for each in node.definitions):
            raise NotValid([GraphQLError("le document n'a pas d'opération")])
        document = cls(text)
        document.node, document.costs = node, costs(built, node, limits)
        return document


class ParsedOnce(ParserCache):
    """A trusted document never leaves the cache."""

    def on_parse(self) -> Iterator[None]:
        if isinstance(self.execution_context.query, TrustedDocument):
            self.execution_context.graphql_document = self.execution_context.query.node
            yield
        else:
            yield from super().on_parse()


class ValidatedOnce(ValidationCache):
    """A trusted document was valid when it was loaded, by the same rules."""

    def on_validate(self) -> Iterator[None]:
        if isinstance(self.execution_context.query, TrustedDocument):
            self.execution_context.pre_execution_errors = []
            yield
        else:
            yield from super().on_validate()
