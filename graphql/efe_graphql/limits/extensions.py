"""The extensions that every schema runs under: limits first, then parsing and validation, done once a document."""

from collections.abc import Callable, Iterator

from graphql import ValidationRule
from strawberry.extensions import MaxTokensLimiter, SchemaExtension

from efe_graphql.limits.budget_extension import WithinBudget
from efe_graphql.limits.deadline import InTime
from efe_graphql.limits.document_cache import KnownDocuments
from efe_graphql.limits.fair_share import WithinShare
from efe_graphql.limits.limits import LIMITS, Limits, budget_rule
from efe_graphql.limits.single_operation import OneOperation
from efe_graphql.limits.telemetry import Observing


class FirstRule(SchemaExtension):
    """Puts one validation rule before those of the specification."""

    def __init__(self, rule: type[ValidationRule]) -> None:
        self.rule = rule

    def on_operation(self) -> Iterator[None]:
        context = self.execution_context
        context.validation_rules = (self.rule, *context.validation_rules)
        yield


def guards(limits: Limits = LIMITS) -> list[Callable[[], SchemaExtension]]:
    """For `strawberry.Schema(extensions=…)`; the order matters."""
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
