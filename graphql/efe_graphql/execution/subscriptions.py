"""Subscription events answered by compiled selections, shared by subscribers with the same selection."""

from typing import Any, Protocol, cast

from graphql import DocumentNode, ExecutionResult, GraphQLError, GraphQLSchema, OperationDefinitionNode, OperationType
from graphql.execution import Executor
from graphql.execution.middleware import MiddlewareManager
from graphql.execution.values import VariableValues
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.utils.await_maybe import await_maybe

from efe_graphql.execution.columns.run import Arguments, Complete, Completed, Fallback, Run
from efe_graphql.execution.operation import Operation, fallback_reason
from efe_graphql.execution.tally import ExecutorStats


class SubscriptionOperation(Operation):
    """A subscription. graphql-core runs its source; each event is answered as the root of a query."""

    KIND = OperationType.SUBSCRIPTION

    def selection(self, variables: VariableValues) -> Complete | None:
        """Returns the compiled selection; None for a fallback."""
        try:
            return self._variant(variables).complete
        except Fallback:
            return None


class SubscriptionCache(Protocol):
    """Cache of compiled subscriptions, which the schema provides, with its counters."""

    tally: ExecutorStats

    def followed_as(self, document: DocumentNode, node: OperationDefinitionNode) -> SubscriptionOperation | None: ...


class CompiledExecutor(StrawberryGraphQLCoreExecutionContext):
    """Executor of graphql-core with compiled subscription events; a fallback concerns one event only."""

    selection: Complete | None = None
    argument_values: Arguments

    @classmethod
    def build(
        cls, schema: GraphQLSchema, document: DocumentNode, *others: Any, **options: Any
    ) -> list[GraphQLError] | Executor[Any]:
        built = super().build(schema, document, *others, **options)
        if isinstance(built, cls) and (followed := built.served.followed_as(document, built.operation)):
            built.selection = followed.selection(built.variable_values)
            built.argument_values = Arguments(built.variable_values)
        return built

    def build_per_event_executor(self, payload: Any) -> Any:
        return super().build_per_event_executor(payload) if self.selection is None else EventExecutor(self, payload)

    @property
    def served(self) -> SubscriptionCache:
        return self.schema._strawberry_schema  # type: ignore[attr-defined, no-any-return] # noqa: SLF001


class CompiledResult(ExecutionResult):
    """Response of a selection without errors."""


class EventExecutor:
    """Executor of one event for one subscriber.

    Subscribers to an event share `answers`. An answer is shared only if no resolver ran for it: then it depends on
    the event alone, not on the viewer.
    """

    __slots__ = ("_executor", "_payload")

    def __init__(self, executor: CompiledExecutor, payload: Any) -> None:
        self._executor = executor
        self._payload = payload

    def execute_operation(self, _serially: bool | None = None) -> Any:
        executor = self._executor
        answers, selection = getattr(self._payload, "answers", None), cast("Complete", executor.selection)
        if answers and selection in answers:
            return self._answered(answers[selection])
        run = Run(executor.context_value, executor.argument_values)
        try:
            completed = selection([self._payload], run)
        except Exception as surprise:  # noqa: BLE001 - graphql-core makes of it what it makes of it
            return self._leave(run, surprise)
        if not isinstance(completed, list):
            return self._awaited(completed, run)
        if answers is not None and not run.ran:
            answers[selection] = completed
        return self._answered(completed)

    async def _awaited(self, completed: Completed, run: Run) -> ExecutionResult:
        try:
            return self._answered(await cast("Any", completed))
        except Exception as surprise:  # noqa: BLE001 - as above
            return await await_maybe(self._leave(run, surprise))

    def _answered(self, completed: list[Any]) -> ExecutionResult:
        self._executor.served.tally.answered += 1
        return CompiledResult(completed[0], None)

    def _leave(self, run: Run, surprise: Exception) -> Any:
        """Executes the event by graphql-core. No resolver that ran already runs again."""
        executor = self._executor
        executor.served.tally.leave(fallback_reason(surprise), executor.context_value)
        ordinary: Any = Executor.build_per_event_executor(executor, self._payload)
        ordinary.middleware_manager = MiddlewareManager(run) if run.outcomes else executor.middleware_manager
        return ordinary.execute_operation()
