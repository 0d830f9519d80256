"""Validated operation, answered by SQL, by compiled selections, or by graphql-core."""

from functools import cached_property, partial
from typing import Any, ClassVar, Self

import orjson
import strawberry
from graphql import (
    DirectiveNode,
    DocumentNode,
    ExecutionResult,
    FieldNode,
    FragmentDefinitionNode,
    OperationDefinitionNode,
    OperationType,
    VariableNode,
    Visitor,
    get_operation_ast,
    print_ast,
    visit,
)
from graphql import execute as executed
from graphql.execution.collect_fields import FragmentDetails
from graphql.execution.middleware import MiddlewareManager
from graphql.execution.values import VariableValues, get_variable_values
from strawberry.execution import optimized_is_awaitable
from strawberry.types import graphql as strawberrys
from strawberry.utils.await_maybe import await_maybe

from efe_graphql.answer_memory import digest32
from efe_graphql.execution.columns.compiler import OperationDocument, compiled
from efe_graphql.execution.columns.fields import NotCompiled
from efe_graphql.execution.columns.repeated import ColumnsAnswer, columns_answer
from efe_graphql.execution.columns.run import Arguments, Fallback, Run
from efe_graphql.execution.hooks import NO_HOOKS, Hooks
from efe_graphql.execution.sql.json_sql import UnsupportedInSql
from efe_graphql.execution.sql.statement import OperationStatement
from efe_graphql.execution.tally import ExecutorStats

MOST_VARIANTS = 16
"""Limit of compiled selections of one operation, where variables decide which fields are selected."""
MAX_CACHED_VARIABLES = 16
MAX_VARIABLES_CHARACTERS = 1_000
"""Limit in characters of variables whose coerced values are cached; `MAX_CACHED_VARIABLES` limits their number."""
IN_SQL_FROM = 3
"""Use of an operation from which on PostgreSQL gives the whole answer: planning costs more than one run."""


class Variant:
    """Selection of an operation for some variables, with a counter of uses; its statement is made when it pays."""

    def __init__(self, document: OperationDocument) -> None:
        """Raises `NotCompiled`."""
        self.complete = compiled(document)
        self._document = document
        self._uses = 0
        self._statement: OperationStatement | str | None = None  # or why there is none

    @property
    def is_left_by_sql(self) -> bool:
        """Tells whether it is known that no statement answers it."""
        return isinstance(self._statement, str)

    def statement(self, in_sql_from: int) -> OperationStatement | None:
        """Returns the statement; None before the use from which it pays. Raises `UnsupportedInSql`."""
        self._uses += 1
        if self._statement is None and self._uses >= in_sql_from:
            try:
                self._statement = OperationStatement(self._document)
            except UnsupportedInSql as reason:
                self._statement = str(reason)
        if isinstance(self._statement, str):
            raise UnsupportedInSql(self._statement)
        return self._statement


class Operation:
    """A query. Mutations and subscriptions are subclasses."""

    KIND: ClassVar = OperationType.QUERY

    def __init__(
        self,
        schema: strawberry.Schema,
        document: DocumentNode,
        node: OperationDefinitionNode,
        hooks: Hooks = NO_HOOKS,
    ) -> None:
        self._schema = schema
        self._document = document
        self._node = node
        self._name = node.name.value if node.name else None
        self._executor = hooks.executor
        self.kind = strawberrys.OperationType(node.operation.value)
        self._fragments = {
            each.name.value: FragmentDetails(each, None)
            for each in document.definitions
            if isinstance(each, FragmentDefinitionNode)
        }
        self._selection_variables = selection_variables(document)
        self._cached_arguments: dict[str, Arguments] = {}
        self._variants: dict[tuple[Any, ...], Variant | NotCompiled] = {}
        self.asks_nothing = not node.variable_definitions and all(
            isinstance(each, FieldNode) and each.name.value == "__typename" for each in node.selection_set.selections
        )
        """Whether it is answered alike to everybody, without a read."""
        self.cost = partial(hooks.cost, schema._schema, document, self._name or "")  # noqa: SLF001

    @classmethod
    def of(
        cls, schema: strawberry.Schema, document: DocumentNode, name: str | None, hooks: Hooks = NO_HOOKS
    ) -> Self | None:
        """Returns the operation, or None if it is of another kind."""
        node = get_operation_ast(document, name)
        return cls(schema, document, node, hooks) if node and node.operation is cls.KIND else None

    async def answer(
        self, context: Any, variables: dict[str, Any] | None, tally: ExecutorStats, *, in_sql_from: int | None = None
    ) -> ExecutionResult:
        """Answers the operation. With `in_sql_from`, the data may be an `orjson.Fragment` from that use on."""
        arguments = self._known(variables or {})
        if arguments is None:
            await confirm_principal(context)
            tally.leave("variables", context)
            return await self._ordinary(context, variables)
        run, repeatable = Run(context, arguments), None
        if in_sql_from is not None and self.KIND is OperationType.QUERY and not self.asks_nothing:
            if data := await self._answered_in_sql(run, tally, in_sql_from):
                return ExecutionResult(data, None)  # type: ignore[arg-type] # JSON text, where the caller accepts it
            repeatable = await self._columns_answer(run, variables or {}, tally)
            if repeatable and repeatable.data:
                tally.repeat(context)
                return ExecutionResult(repeatable.data, None)  # type: ignore[arg-type]
        await confirm_principal(context)
        if repeatable:
            run = Run(repeatable.context, arguments)
        try:
            answers = self._variant(arguments.variables).complete([None], run)
            [data] = answers if isinstance(answers, list) else await answers
        except Exception as surprise:  # noqa: BLE001 - graphql-core answers, with its own errors
            tally.leave(fallback_reason(surprise), context)
            return await self._ordinary(context, variables, run)
        tally.answered += 1
        return ExecutionResult(repeatable.kept(data) if repeatable else data, None)

    async def _columns_answer(
        self, run: Run, variables: dict[str, Any], tally: ExecutorStats
    ) -> ColumnsAnswer | None:
        """Returns the answer by columns that may be remembered, for an operation that no statement answers."""
        variant = self._variants.get(self._chosen(run.argument_values.variables))
        if not isinstance(variant, Variant) or not variant.is_left_by_sql:
            return None
        witnessed = tally.hooks.witnessed(run.context)
        return await columns_answer(run.context, witnessed, self._digest, variables) if witnessed else None

    @cached_property
    def _digest(self) -> bytes:
        """Digest of the document, and of the name of the operation in it."""
        return digest32(f"{self._name}\0{print_ast(self._document)}")

    def _coerced(self, variables: dict[str, Any]) -> Arguments | None:
        """Returns the coerced variables; None if invalid, which graphql-core then explains."""
        definitions = self._node.variable_definitions or ()
        coerced = get_variable_values(self._schema._schema, definitions, variables, max_errors=1)  # noqa: SLF001
        return None if isinstance(coerced, list) else Arguments(coerced)

    def _known(self, variables: dict[str, Any]) -> Arguments | None:
        """Returns the coerced variables, cached for recent values."""
        key = repr(variables)
        arguments = self._cached_arguments.get(key)
        if arguments is None and (arguments := self._coerced(variables)) and len(key) <= MAX_VARIABLES_CHARACTERS:
            self._cached_arguments[key] = arguments
            if len(self._cached_arguments) > MAX_CACHED_VARIABLES:
                self._cached_arguments.pop(next(iter(self._cached_arguments)))
        return arguments

    async def _answered_in_sql(self, run: Run, tally: ExecutorStats, in_sql_from: int) -> orjson.Fragment | None:
        """Returns the data from PostgreSQL; None for a fallback, which raises the same errors anew."""
        try:
            statement = self._variant(run.argument_values.variables).statement(in_sql_from)
            if statement is None:
                return None
            data = await self._confirmed(statement, run, tally)
        except Exception as surprise:  # noqa: BLE001 - the columns answer, with their own errors
            tally.fall_back_from_sql(fallback_reason(surprise), run.context)
            return None
        tally.answer_by_sql(run.context, repeated=run.repeated)
        return data

    async def _confirmed(self, statement: OperationStatement, run: Run, tally: ExecutorStats) -> orjson.Fragment:
        """Returns the data; asks once more where the optimistic principal was wrong, once the true one is known."""
        try:
            return await statement.answer(run)
        except Exception as surprise:
            if not hasattr(surprise, "REASON"):
                raise
            tally.fall_back_from_sql(fallback_reason(surprise), run.context)
            await confirm_principal(run.context)
            return await statement.answer(run)

    def _chosen(self, variables: VariableValues) -> tuple[Any, ...]:
        """Returns the values that decide which fields are selected."""
        return tuple(variables.coerced.get(name) for name in self._selection_variables)

    def _variant(self, variables: VariableValues) -> Variant:
        """Raises `NotCompiled`, or `Fallback` when there are too many variants."""
        chosen = self._chosen(variables)
        if chosen not in self._variants:
            if len(self._variants) >= MOST_VARIANTS:
                raise Fallback("variants")
            document = OperationDocument(self._schema, self._node, self._fragments, variables)
            try:
                self._variants[chosen] = Variant(document)
            except NotCompiled as reason:
                self._variants[chosen] = reason
        variant = self._variants[chosen]
        if isinstance(variant, NotCompiled):
            raise Fallback(f"not compiled: {variant}")
        return variant

    async def _ordinary(
        self, context: Any, variables: dict[str, Any] | None, run: Run | None = None
    ) -> ExecutionResult:
        """Executes by graphql-core, as Strawberry does. No resolver that ran already runs again."""
        result: ExecutionResult = await await_maybe(
            executed(
                self._schema._schema,  # noqa: SLF001
                self._document,
                context_value=context,
                variable_values=variables,
                operation_name=self._name,
                middleware=MiddlewareManager(run) if run and run.outcomes else None,
                executor_class=self._executor,
                is_awaitable=optimized_is_awaitable,  # type: ignore[arg-type] # it is one for a type guard
            )
        )
        return result


async def confirm_principal(context: object) -> None:
    """Awaits the confirmation of the principal."""
    settle = getattr(context, "settle", None)
    if settle:
        await settle()


def fallback_reason(surprise: Exception) -> str:
    """Returns the reason of a fallback, for a counter."""
    if isinstance(surprise, Fallback | UnsupportedInSql):
        return str(surprise)
    return getattr(surprise, "REASON", type(surprise).__name__)


def selection_variables(document: DocumentNode) -> tuple[str, ...]:
    """Returns the names of variables that decide which fields are selected."""
    visitor = SelectionVariables()
    visit(document, visitor)
    return tuple(sorted(visitor.variables))


class SelectionVariables(Visitor):
    """Visitor that collects the variables of directives, such as `@include(if: $all)`."""

    def __init__(self) -> None:
        super().__init__()
        self.variables: set[str] = set()

    def enter_directive(self, node: DirectiveNode, *_: Any) -> None:
        for argument in node.arguments or ():
            if isinstance(argument.value, VariableNode):
                self.variables.add(argument.value.name.value)


class MutationOperation(Operation):
    """A mutation of one field; graphql-core executes several fields, one after the other.

    The resolver runs once, also before a fallback: graphql-core receives its result. Variables are not cached: they
    do not repeat, and may name persons.
    """

    KIND = OperationType.MUTATION

    @classmethod
    def of(
        cls, schema: strawberry.Schema, document: DocumentNode, name: str | None, hooks: Hooks = NO_HOOKS
    ) -> Self | None:
        node = get_operation_ast(document, name)
        return super().of(schema, document, name, hooks) if node and is_one_command(node) else None

    def _known(self, variables: dict[str, Any]) -> Arguments | None:
        return self._coerced(variables)


def is_one_command(node: OperationDefinitionNode) -> bool:
    match node.selection_set.selections:
        case [FieldNode(name=name)]:
            return name.value != "__typename"
    return False
