"""Compiled selections can be turned off."""

from pathlib import Path

import pytest

from efe_graphql.execution.schema import CompiledSchema
from efe_graphql.schema import schema
from efe_infra.postgres.database import Database
from tests.running import served


@pytest.mark.parametrize("compiled", [True, False])
def test_queries_are_compiled_unless_the_operator_says_otherwise(
    database: Database, tmp_path: Path, *, compiled: bool
) -> None:
    assert isinstance(schema, CompiledSchema)
    before = schema.tally.answered

    with served(database, tmp_path, compiled=compiled) as api:
        answers = [api.visitor.ask("{ meta { version } }") for _ in range(2)]

    assert answers[0] == answers[1]
    assert (schema.tally.answered > before) == compiled
