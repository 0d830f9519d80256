"""Fields whose rows are read for all objects of a list at once: a mark that nothing reads would go unnoticed."""

from efe_graphql.execution.prefetch import Prefetch, prefetch_of
from efe_graphql.schema import schema
from efe_graphql.types.pole.pole import Pole


def test_a_marked_resolver_is_prefetched() -> None:
    definition = Pole.__strawberry_definition__  # type: ignore[attr-defined]
    found = {
        field.python_name: prefetch_of(field.base_resolver.wrapped_func)
        for field in definition.fields
        if field.base_resolver
    }

    assert isinstance(found["days_left"], Prefetch)
    assert isinstance(found["state"], Prefetch)
    assert found["instance"] is None


def test_the_executor_finds_what_a_resolver_is_going_to_read() -> None:
    field = schema.get_field_for_type("sites", "Operator")

    assert field is not None
    assert field.base_resolver is not None
    assert prefetch_of(field.base_resolver.wrapped_func)
