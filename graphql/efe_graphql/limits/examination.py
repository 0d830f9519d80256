"""Examination of a client's document: parsed and validated once, off the event loop, bounded and charged."""

import re
import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final, NamedTuple

from graphql import DocumentNode, GraphQLError, GraphQLSchema, parse, validate
from graphql.validation.rules import ASTValidationRule, overlapping_fields_can_be_merged
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from efe_graphql.bounded_cache import BoundedCache
from efe_graphql.limits.cost_budget import Limited, in_turn
from efe_graphql.limits.limits import RepetitiveDocument, costs

MAX_CACHE_BYTES: Final = 20_000_000
"""Capacity of each cache, in estimated bytes."""
_TOKEN: Final = (
    600  # bytes of a token with the node that it becomes, as measured; a character of the text has 4 at most
)
MAX_ERRORS: Final = 10
"""Errors of one document at most: each may repeat a value as long as the document."""
MAX_FIELD_COMPARISONS: Final = 20_000
"""Comparisons of equal response names in one document, as graphql-core counts them. Pages and clients need 150."""
SMALL: Final = 500
"""Characters of a document that is examined at once: its work is that of an ordinary request."""
INTROSPECTS: Final = re.compile(r"__(schema|type)\b")
"""Text of a document whose costs are counted over the whole schema."""
CHARACTERS_PER_UNIT: Final = 20
"""Characters of a refused document that cost one unit: parsing them takes the time of a unit."""
UNITS_PER_S: Final = 50_000
"""Cost of a second of examination. The budget of a minute has ten of them."""
FREE_S: Final = 0.05
"""Time of examination that a valid document does not pay for."""
_ABORTED: Final = "Validation aborted."
"""Message of graphql-core for both."""

type Rules = tuple[type[ASTValidationRule], ...]

overlapping_fields_can_be_merged.MAX_COMPLEXITY_BUDGET = MAX_FIELD_COMPARISONS


class Examined(NamedTuple):
    """A parsed document and what validation says; its errors are empty if it is valid."""

    document: DocumentNode
    errors: list[GraphQLError]


EXAMINED: BoundedCache[Examined] = BoundedCache(MAX_CACHE_BYTES)
"""Examined documents, by schema, text, options and rules."""


def size_of(document: DocumentNode, text: str) -> int:
    return document.token_count * _TOKEN + 4 * len(text)


def validated(schema: GraphQLSchema, document: DocumentNode, rules: Rules) -> list[GraphQLError]:
    """Returns the errors of a document, `MAX_ERRORS` at most."""
    errors = validate(schema, document, (*rules, MaybeNullValidationRule, OneOfInputValidationRule), MAX_ERRORS)
    return [RepetitiveDocument() if error.message == _ABORTED else error for error in errors]


class Examination:
    """Examination of one text."""

    def __init__(self, schema: GraphQLSchema, text: str, *, options: Mapping[str, Any], rules: Rules) -> None:
        self._schema, self._text, self._options, self._rules = schema, text, dict(options), rules
        self._key = schema, text, *sorted(options.items()), rules

    async def result(self, context: object) -> Examined:
        """Returns the document, from the cache if it was examined before.

        Raises `GraphQLError` for a text that is none, `BudgetSpent`, `TooManyOperations` and `Timeout`.
        """
        if examined := EXAMINED.get(self._key):
            if examined.errors:
                charge(context, self._size_cost)
            return examined
        if len(self._text) <= SMALL and not INTROSPECTS.search(self._text):
            return self._charged(context)
        return await in_turn(context, partial(self._charged, context))

    @property
    def _size_cost(self) -> int:
        return 1 + len(self._text) // CHARACTERS_PER_UNIT

    def _charged(self, context: object) -> Examined:
        """Examines the text if the budget has room for its refusal. Charges a refusal and a long examination."""
        if isinstance(context, Limited) and (budget := context.budget):
            budget.check(context.spender, self._size_cost)
        began, errors = time.thread_time(), True
        try:
            examined = self._examined()
            errors = bool(examined.errors)
            return examined
        finally:
            took = time.thread_time() - began
            if errors:
                charge(context, self._size_cost + int(took * UNITS_PER_S))
            elif took > FREE_S:
                charge(context, int((took - FREE_S) * UNITS_PER_S))

    def _examined(self) -> Examined:
        document = parse(self._text, **self._options)
        examined = Examined(document, validated(self._schema, document, self._rules))
        if not examined.errors:
            costs(self._schema, document)
        EXAMINED.put(self._key, examined, size_of(document, self._text))
        return examined


def timed[T](context: object, work: Callable[[], T]) -> T:
    """Computes, and charges the time."""
    began = time.thread_time()
    try:
        return work()
    finally:
        charge(context, int((time.thread_time() - began) * UNITS_PER_S))


def charge(context: object, cost: int) -> None:
    """Charges work that is done."""
    if isinstance(context, Limited) and (budget := context.budget):
        context.remaining_budget = budget.charge(context.spender, cost)
