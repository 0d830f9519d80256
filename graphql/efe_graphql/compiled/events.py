"""The events of subscriptions, answered by compiled selections: those who ask the same share what was found out."""

from typing import TYPE_CHECKING, Any, cast

from graphql import DocumentNode, ExecutionResult, GraphQLError, GraphQLSchema, OperationType
from graphql.execution import Executor
from graphql.execution.middleware import MiddlewareManager
from graphql.execution.values import VariableValues
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.utils.await_maybe import await_maybe

from efe_graphql.compiled.operation import Operation, reason
from efe_graphql.compiled.run import Complete, Completed, Given, Left, Run

if TYPE_CHECKING:
    from efe_graphql.compiled.schema import CompiledSchema


class Followed(Operation):
    """A subscription. Its source is graphql-core's; each event is one object, answered as the root of a query is."""

    KIND = OperationType.SUBSCRIPTION

    def selection(self, variables: VariableValues) -> Complete | None:
        """None for what is left to graphql-core."""
        try:
            return self._variant(variables).complete
        except Left:
            return None


class CompiledExecutor(StrawberryGraphQLCoreExecutionContext):
    """Executes as always, but for the events of a subscription: one that is left is executed, the next is not."""

    selection: Complete | None = None
    given: Given

    @classmethod
    def build(
        cls, schema: GraphQLSchema, document: DocumentNode, *others: Any, **named: Any
    ) -> list[GraphQLError] | Executor[Any]:
        built = super().build(schema, document, *others, **named)
        if isinstance(built, cls) and (followed := built.served.followed_as(document, built.operation)):
            built.selection = followed.selection(built.variable_values)
            built.given = Given(built.variable_values)
        return built

    def execute_operation(self, serially: bool | None = None) -> Any:
        """Of an event, if there is a selection: the source is asked for otherwise."""
        if self.selection is None:
            return super().execute_operation(serially)
        run = Run(self.context_value, self.given)
        try:
            done = self.selection([self.root_value], run)
        except Exception as surprise:  # noqa: BLE001 - graphql-core makes of it what it makes of it
            return self._leave(run, surprise)
        return self._answered(done) if isinstance(done, list) else self._awaited(done, run)

    async def _awaited(self, done: Completed, run: Run) -> ExecutionResult:
        try:
            return self._answered(await cast("Any", done))
        except Exception as surprise:  # noqa: BLE001 - as above
            return await await_maybe(self._leave(run, surprise))

    def _answered(self, done: list[Any]) -> ExecutionResult:
        self.served.tally.answered += 1
        return ExecutionResult(done[0], None)

    def _leave(self, run: Run, surprise: Exception) -> Any:
        """No resolver that ran already runs again."""
        self.served.tally.leave(reason(surprise), self.context_value)
        self.middleware_manager = MiddlewareManager(run) if run.outcomes else self.middleware_manager
        return super().execute_operation()

    @property
    def served(self) -> "CompiledSchema":
        return self.schema._strawberry_schema  # type: ignore[attr-defined, no-any-return] # noqa: SLF001
