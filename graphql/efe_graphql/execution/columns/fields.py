"""Column of one field: an attribute, or the result of its resolver, for each object."""

from asyncio import gather
from collections.abc import Callable
from operator import attrgetter
from typing import Any

from graphql import GraphQLField
from graphql.execution.collect_fields import FieldDetails
from graphql.execution.values import get_argument_values
from strawberry.schema.schema_converter import get_arguments
from strawberry.types.field import StrawberryField

from efe_graphql.execution.columns.run import Column, Complete, Completed, Deferred, Fallback, Run
from efe_graphql.execution.prefetch import prefetch_of

type Arguments = Callable[[Run], dict[str, Any]]
type Call = Callable[[Any, dict[str, Any]], Any]


class NotCompiled(Exception):
    """Raised for a selection that graphql-core must answer, such as introspection."""


def column(
    field: GraphQLField, details: FieldDetails, complete: Complete, converter: Any, origin: type | None
) -> Complete:
    """Returns the column of a field, for objects of the class `origin`. Raises `NotCompiled`."""
    spec: StrawberryField | None = (field.extensions or {}).get("strawberry-definition")
    if spec is None or spec.extensions:
        raise NotCompiled("field")
    if spec.is_subscription:
        return complete  # the event is its value
    if spec.base_resolver is None:
        return _attribute(spec, complete, origin)
    if spec.base_resolver.parent_parameter or spec.base_resolver.root_parameter:
        raise NotCompiled("parameter")
    arguments = arguments_of(field, spec, details, converter)
    resolved = _awaited if spec.is_async else _called
    return resolved(spec, details, arguments, complete)


def _attribute(spec: StrawberryField, complete: Complete, origin: type | None) -> Complete:
    """Returns a column of attributes; a class may define a faster `getter`."""
    if spec.default_resolver is not getattr:
        raise NotCompiled("resolver")
    get = getattr(origin, "getter", attrgetter)(spec.python_name)
    return lambda values, run: complete(list(map(get, values)), run)


def _called(spec: StrawberryField, details: FieldDetails, arguments: Arguments, complete: Complete) -> Complete:
    call = _caller(spec)

    def resolved(values: Column, run: Run) -> Completed:
        kwargs, results = arguments(run), []
        for value in values:
            try:
                results.append(call(value, kwargs))
            except Exception as error:  # noqa: BLE001 - kept, and the run is left
                results.append(error)
                break
        return complete(run.keep(details.node, values, results), run)

    return lambda values, run: resolved(values, run) if values else []


def _awaited(spec: StrawberryField, details: FieldDetails, arguments: Arguments, complete: Complete) -> Complete:
    call, prefetch = (
        _caller(spec),
        prefetch_of(spec.base_resolver and spec.base_resolver.wrapped_func),
    )

    async def resolved(values: Column, run: Run) -> Column:
        kwargs = arguments(run)
        if prefetch:
            rows = await prefetch.read(values, kwargs, run.context)
            results = await in_turn(call, values, kwargs) if rows is None else rows
        else:
            results = await settled([call(value, kwargs) for value in values])
        answers = complete(run.keep(details.node, values, results), run)
        return answers if isinstance(answers, list) else await answers

    return lambda values, run: Deferred(lambda: resolved(values, run)) if values else []


async def in_turn(call: Call, values: Column, kwargs: dict[str, Any]) -> Column:
    """Awaits the calls one after the other: most are prefetched, and a task would cost more than the value."""
    results: Column = []
    try:
        for value in values:
            results.append(await call(value, kwargs))
    except Exception as error:  # noqa: BLE001 - kept, and the run is left
        results.append(error)
    return results


async def settled(awaitables: list[Any]) -> Column:
    """Awaits all and returns their results or exceptions."""
    if len(awaitables) > 1:
        return await gather(*awaitables, return_exceptions=True)
    try:
        return [await awaitables[0]]
    except Exception as error:  # noqa: BLE001 - as those of many
        return [error]


def _caller(spec: StrawberryField) -> Call:
    resolver: Any = spec.base_resolver
    if resolver.self_parameter:
        return lambda value, kwargs: resolver(value, **kwargs)
    return lambda _, kwargs: resolver(**kwargs)


def arguments_of(field: GraphQLField, spec: StrawberryField, details: FieldDetails, converter: Any) -> Arguments:
    """Coerces the arguments once for the same variables; only `info` differs between requests."""

    def coerced(run: Run) -> dict[str, Any]:
        return get_argument_values(
            field, details.node, run.argument_values.variables, details.fragment_variable_values
        )

    def converted(run: Run) -> dict[str, Any]:
        try:
            _, kwargs = get_arguments(
                field=spec,
                source=None,
                info=run.info,
                kwargs=coerced(run) if field.args else {},
                config=converter.config,
                scalar_registry=converter.scalar_registry,
            )
        except Exception as error:
            raise Fallback("argument") from error
        return {name: value for name, value in kwargs.items() if value is not run.info}

    def arguments(run: Run) -> dict[str, Any]:
        known_already = run.argument_values.arguments.get(arguments)
        if known_already is None:
            known_already = run.argument_values.arguments[arguments] = converted(run)
        return {**known_already, info.name: run.info} if info else known_already

    info = spec.base_resolver.info_parameter if spec.base_resolver else None
    return arguments
