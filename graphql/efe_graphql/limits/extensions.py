"""Extensions of every schema: limits first, then parsing and validation, once a document."""

from collections.abc import Callable, Iterator
from functools import partial
from math import ceil
from typing import Final

from graphql import GraphQLError, OperationDefinitionNode, ValidationRule
from strawberry.extensions import MaxTokensLimiter, SchemaExtension

from efe_domain.shared.messages import Message
from efe_graphql.limits.cost_budget import Limited
from efe_graphql.limits.deadline import InTime
from efe_graphql.limits.fair_share import WithinShare
from efe_graphql.limits.limits import LIMITS, Limits, budget_rule
from efe_graphql.limits.persisted_documents import KnownDocuments, cost_of
from efe_graphql.limits.telemetry import Observing

REPEATED_SHARE: Final = 8
"""A remembered answer costs one part in so many: its round trip and its bytes, without the reading of rows."""


class OneOperation(SchemaExtension):
    """Refuses a document of several operations without `operationName`; Strawberry would run the first."""

    def on_parse(self) -> Iterator[None]:
        yield
        context = self.execution_context
        definitions = context.graphql_document.definitions if context.graphql_document else ()
        several = sum(isinstance(node, OperationDefinitionNode) for node in definitions) > 1
        if several and not context._provided_operation_name:  # noqa: SLF001 — the public name falls back to the first
            raise GraphQLError(
                Message("Le document contient plusieurs opérations : indiquez `operationName`."),
                extensions={"code": "BAD_USER_INPUT"},
            )


class WithinBudget(SchemaExtension):
    """Charges the cost before the execution of an operation begins, so that a refusal has no effects."""

    def on_execute(self) -> Iterator[None]:
        spend(self.execution_context.context, partial(cost_of, self.execution_context))
        yield


def spend(context: object, cost: Callable[[], int]) -> None:
    """Raises `BudgetSpent`."""
    if isinstance(context, Limited) and (budget := context.budget):
        context.spent = context.whole_cost = min(cost(), budget.per_minute)
        context.remaining_budget = budget.spend(context.spender, context.spent)


def refund_repeated(context: object) -> None:
    """Gives back what a remembered answer did not cost the server.

    The whole cost was charged before: a client cannot ask for more at once than its budget allows.
    """
    if isinstance(context, Limited):
        _refund(context, context.spent - ceil(context.spent / REPEATED_SHARE))


def refund_whole(context: Limited) -> None:
    """Gives back all that was spent, for an operation that did not run."""
    _refund(context, context.spent)


def _refund(context: Limited, excess: int) -> None:
    if budget := context.budget:
        context.spent -= excess
        context.remaining_budget = budget.refund(context.spender, excess)


class FirstRule(SchemaExtension):
    """Puts one validation rule before those of the specification."""

    def __init__(self, rule: type[ValidationRule]) -> None:
        self.rule = rule

    def on_operation(self) -> Iterator[None]:
        context = self.execution_context
        context.validation_rules = (self.rule, *context.validation_rules)
        yield


def guards(limits: Limits = LIMITS) -> list[Callable[[], SchemaExtension]]:
    """Returns the extensions for `strawberry.Schema(extensions=…)`; their order matters."""
    return [
        lambda: MaxTokensLimiter(limits.tokens),
        lambda: FirstRule(budget_rule(limits)),
        OneOperation,
        Observing,
        KnownDocuments,
        WithinShare,
        WithinBudget,
        InTime,
    ]
