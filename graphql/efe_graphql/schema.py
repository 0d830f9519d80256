"""The schema that the server serves, and its text (SDL) that `efe schema` publishes."""

from functools import partial
from typing import Final

import strawberry
from graphql import GraphQLInputObjectType, GraphQLObjectType, GraphQLSchema, Undefined
from strawberry.schema.config import StrawberryConfig
from strawberry.types.base import get_object_definition

from efe_graphql.contract.scalars import SCALARS
from efe_graphql.execution.hooks import Hooks
from efe_graphql.execution.operation import IN_SQL_FROM
from efe_graphql.execution.schema import CompiledSchema, Compiling
from efe_graphql.limits.deadline import in_time
from efe_graphql.limits.extensions import guards, refund_repeated, spend
from efe_graphql.limits.fair_share import within_share
from efe_graphql.limits.introspection import IntrospectingExecutor
from efe_graphql.limits.limits import LIMITS, Limits, cost_of_operation
from efe_graphql.limits.telemetry import note_fallback, note_sql_fallback, observe
from efe_graphql.mutations.correction_preview import PreviewFields
from efe_graphql.mutations.mutation import Mutation
from efe_graphql.queries.query import Query
from efe_graphql.request.witness import witnessed
from efe_graphql.subscriptions.subscription import Subscription
from efe_graphql.types import available_commands
from efe_graphql.types import entity_history as past
from efe_graphql.types.nodes import NODES
from efe_graphql.types.tasks import next_step, owed
from efe_graphql.types.user_errors import ERRORS

past.register()
available_commands.register()
next_step.register()
owed.register()

HOOKS: Final = Hooks(
    cost=cost_of_operation,
    observe=observe,
    share=within_share,
    spend=spend,
    deadline=in_time,
    witnessed=witnessed,
    repeated=refund_repeated,
    fallback=note_fallback,
    sql_fallback=note_sql_fallback,
    executor=IntrospectingExecutor,
)
"""The limits as the executor applies them, once an operation is known to be within those of its document."""


@strawberry.type(name="Query", description=get_object_definition(Query, strict=True).description)
class Root(Query, PreviewFields):
    """Root fields that read, and the previews of commands."""


def build(
    *, sort: bool = False, limits: Limits = LIMITS, compiled: bool = True, in_sql_from: int = IN_SQL_FROM
) -> strawberry.Schema:
    """Returns the schema. Without `compiled`, graphql-core executes all operations: slower, same answers."""
    built = (
        partial(CompiledSchema, hooks=HOOKS, in_sql_from=in_sql_from)
        if compiled
        else partial(strawberry.Schema, execution_context_class=IntrospectingExecutor)
    )(
        query=Root,
        mutation=Mutation,
        subscription=Subscription,
        types=[*NODES, *ERRORS],
        extensions=[*guards(limits), *([Compiling] if compiled else [])],
        config=StrawberryConfig(scalar_map=SCALARS, sort_schema=sort),
    )
    leave_out_null_defaults(built._schema)  # noqa: SLF001
    return built


def leave_out_null_defaults(built: GraphQLSchema) -> None:
    """Leaves `= null` out of the SDL: Python needs it as the default of every optional argument."""
    for kind in built.type_map.values():
        match kind:
            case GraphQLInputObjectType(fields=fields):
                optional = list(fields.values())
            case GraphQLObjectType(fields=fields):
                optional = [argument for each in fields.values() for argument in each.args.values()]
            case _:
                continue
        for each in optional:
            if each.default_value is None:
                each.default_value = Undefined


schema: Final = build()


def sdl() -> str:
    """Returns the text of a sorted schema, for readable differences; a sorted schema cannot answer enumerations.

    `@oneOf` is a directive of the specification: its definition is left out, as those of the others are.
    """
    return build(sort=True).as_str().removeprefix("directive @oneOf on INPUT_OBJECT\n\n") + "\n"
