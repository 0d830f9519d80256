"""Documents that both executors answer, and where their answers may differ."""

import json
import os
from collections.abc import Iterator
from random import Random
from typing import Any

from graphql import GraphQLError, GraphQLObjectType, parse, specified_rules, validate

from efe_graphql.execution.markers import mark_of
from efe_graphql.limits.limits import LIMITS, budget_rule
from efe_graphql.types.objects.node import Node
from tests.api.differential.documents import Asked, Choosing, Composite, Writer
from tests.api.differential.world import Answered, World

RULES = (budget_rule(LIMITS), *specified_rules)
SEED = 1_000_000 * int(os.environ.get("EFE_SEED", "1"))


def documents(of: World, seed: int, count: int, asks: Choosing = lambda _kind, _name: True) -> Iterator[Asked]:
    schema = of.ordinary._schema
    number = 0
    while number < count:
        asked = Writer(schema, of.pool, Random(seed), asks).document()
        seed += 1
        try:
            errors = validate(schema, parse(asked.query), RULES)
        except GraphQLError as error:
            raise AssertionError(asked.query) from error
        if not errors:
            number += 1
            yield asked
        if not errors and True in asked.variables.values():
            yield Asked(asked.query, {name: value is not True and value for name, value in asked.variables.items()})


def without_journal(data: str) -> Any:
    """Leaves out the journal, and beside an error the readings, which the errors before may have cancelled.

    The journal itself has one line more, or not yet.
    """

    def kept(found: dict[str, Any]) -> dict[str, Any]:
        others = {name: value for name, value in found.items() if not name.startswith("accessJournal")}
        return {**others, "read": []} if found.keys() >= {"held", "done", "read"} else others

    return json.loads(data, object_hook=kept)


def raced(ours: Answered, theirs: Answered, asked: Asked, viewer: str | None, of: World) -> bool:
    """Tells whether two answers differ by a race alone.

    Errors race for a null: the first that comes hides those below it, and it may be another one each time.
    What is read races with the journal that is asked for beside it: the reading is its next line.
    """
    if without_journal(ours.data) != without_journal(theirs.data):
        return False
    if not ours.errors and not theirs.errors:
        return ours.read == theirs.read != [] and "accessJournal" in asked.query
    return bool(ours.errors and theirs.errors) and {*ours.errors, *theirs.errors} <= of.every_error(asked, viewer)


def says_what_it_shows(kind: Composite, name: str) -> bool:
    """Tells whether a field has a marker; of `Node` only the fields of every object count."""
    if not isinstance(kind, GraphQLObjectType):
        return name == "id"
    known: Any = (kind.fields[name].extensions or {}).get("strawberry-definition")
    if known.base_resolver:
        return mark_of(known.base_resolver.wrapped_func) is not None or known.python_name == "total_count"
    origin = (kind.extensions or {})["strawberry-definition"].origin
    return issubclass(origin, Node) or kind.name.endswith(("Connection", "Edge", "PageInfo")) or kind.name == "Change"
