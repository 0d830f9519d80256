"""Schema whose operations and subscription events are answered by compiled selections."""

from collections import OrderedDict
from collections.abc import AsyncIterator, Iterable
from contextlib import nullcontext
from typing import Any

import strawberry
from graphql import DocumentNode, OperationDefinitionNode
from strawberry.extensions import SchemaExtension
from strawberry.extensions.context import ExecutingContextManager
from strawberry.extensions.runner import SchemaExtensionsRunner
from strawberry.schema.schema import _coerce_error
from strawberry.types import ExecutionContext, ExecutionResult
from strawberry.types.execution import PreExecutionError
from strawberry.types.graphql import OperationType

from efe_graphql.execution.hooks import NO_HOOKS, Hooks
from efe_graphql.execution.operation import IN_SQL_FROM, MutationOperation, Operation, confirm_principal
from efe_graphql.execution.subscriptions import CompiledExecutor, CompiledResult, SubscriptionOperation
from efe_graphql.execution.tally import ExecutorStats

MOST_OPERATIONS = 128
MOST_TEXT = 1_000_000
"""Limit in characters of the cached documents together."""

type Key = tuple[str, str | None]


class Operations[O: Operation]:
    """Least-recently-used cache of operations, by document and name. All have passed the limits and the rules."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Key, O] = OrderedDict()
        self._text = 0

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Key) -> O | None:
        operation = self._kept.get(key)
        if operation:
            self._kept.move_to_end(key)
        return operation

    def keep(self, key: Key, operation: O) -> None:
        if key in self._kept or len(key[0]) > MOST_TEXT:
            return
        self._kept[key] = operation
        self._text += len(key[0])
        while len(self._kept) > MOST_OPERATIONS or self._text > MOST_TEXT:
            (text, _), _ = self._kept.popitem(last=False)
            self._text -= len(text)


class Compiling(SchemaExtension):
    """Last of the extensions: the document is parsed, within the limits and valid."""

    async def on_execute(self) -> AsyncIterator[None]:
        execution = self.execution_context
        schema = execution.schema
        if isinstance(schema, CompiledSchema) and execution.graphql_document and execution.query:
            parts = schema, execution.graphql_document, execution.operation_name, schema.hooks
            operation = Operation.of(*parts) or MutationOperation.of(*parts)
            if operation:
                schema.operations.keep((execution.query, execution._provided_operation_name), operation)  # noqa: SLF001
                execution.result = await operation.answer(execution.context, execution.variables, schema.tally)
        yield


class ExecutingExtensions(ExecutingContextManager):
    """Hooks around an execution. Those that have begun also end when a later one fails as it begins.

    `Compiling` answers there: the deadline of `InTime` has to become a `Timeout`, and the share has to be given back.
    """

    async def __aenter__(self) -> None:
        try:
            await super().__aenter__()
        except BaseException as error:
            await self.async_exit_stack.__aexit__(type(error), error, error.__traceback__)
            raise


class ExtensionsRunner(SchemaExtensionsRunner):
    """Runner that checks once, not at each event, whether an extension handles events."""

    def __init__(self, execution_context: ExecutionContext, extensions: list[SchemaExtension]) -> None:
        super().__init__(execution_context, extensions)
        own = (type(each).on_stream_result is not SchemaExtension.on_stream_result for each in extensions)
        self._with_events = any(own)

    def executing(self) -> ExecutingExtensions:
        return ExecutingExtensions(self.extensions)

    def on_stream_result(self, result: Any) -> Any:
        return super().on_stream_result(result) if self._with_events else nullcontext()


class CompiledSchema(strawberry.Schema):
    """Schema with compiled operations. Over a lasting connection, only subscription events are compiled.

    The hooks replace the extensions for operations that were answered before.
    """

    def __init__(self, *, hooks: Hooks = NO_HOOKS, in_sql_from: int = IN_SQL_FROM, **options: Any) -> None:
        self.hooks = hooks
        self._in_sql_from = in_sql_from
        self.operations = Operations[Operation]()
        self.followed = Operations[SubscriptionOperation]()
        self.tally = ExecutorStats(hooks=hooks)
        super().__init__(execution_context_class=CompiledExecutor, **options)

    def followed_as(self, document: DocumentNode, node: OperationDefinitionNode) -> SubscriptionOperation | None:
        """Returns the compiled subscription, or None for another kind of operation."""
        if node.operation is not SubscriptionOperation.KIND or document.loc is None:
            return None
        key = document.loc.source.body, node.name.value if node.name else None
        operation = self.followed.get(key)
        if operation is None:
            operation = SubscriptionOperation(self, document, node)
            self.followed.keep(key, operation)
        return operation

    def known(self, query: str | None, operation_name: str | None) -> Operation | None:
        """Returns a cached query or mutation."""
        return self.operations.get((query or "", operation_name))

    def create_extensions_runner(
        self, execution_context: ExecutionContext, extensions: list[SchemaExtension]
    ) -> SchemaExtensionsRunner:
        return ExtensionsRunner(execution_context=execution_context, extensions=extensions)

    async def _handle_execution_result(
        self, context: ExecutionContext, result: Any, extensions_runner: SchemaExtensionsRunner, **others: Any
    ) -> ExecutionResult:
        """Skips the extensions for an event without errors: none of them looks at it."""
        if isinstance(result, CompiledResult):
            return ExecutionResult(data=result.data, errors=None)
        return await super()._handle_execution_result(context, result, extensions_runner, **others)

    async def execute(
        self,
        query: str | None,
        variable_values: dict[str, Any] | None = None,
        context_value: Any | None = None,
        root_value: Any | None = None,
        operation_name: str | None = None,
        allowed_operation_types: Iterable[OperationType] | None = None,
        operation_extensions: dict[str, Any] | None = None,
    ) -> ExecutionResult:
        operation = self.known(query, operation_name)
        if operation is None or not (allowed_operation_types is None or operation.kind in allowed_operation_types):
            await confirm_principal(context_value)
            return await super().execute(
                query,
                variable_values,
                context_value,
                root_value,
                operation_name,
                allowed_operation_types,
                operation_extensions,
            )
        return await self._answer(operation, context_value, variable_values)

    async def _answer(
        self, operation: Operation, context: object, variables: dict[str, Any] | None
    ) -> ExecutionResult:
        """Answers a cached operation with the hooks in place of the extensions."""
        hooks = self.hooks
        try:
            hooks.observe(context, operation.kind, operation.cost)
            with hooks.share(operation.kind):
                hooks.spend(context, operation.cost)
                async with nullcontext() if operation.asks_nothing else hooks.deadline(context, operation.kind):
                    result = await operation.answer(context, variables, self.tally, in_sql_from=self._in_sql_from)
        except Exception as refused:  # noqa: BLE001 - as Strawberry takes what an extension raises
            return PreExecutionError(data=None, errors=[_coerce_error(refused)])
        if result.errors:
            self.process_errors(result.errors)
        return ExecutionResult(data=result.data, errors=result.errors)
