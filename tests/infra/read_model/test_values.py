"""Values in the words of PostgreSQL's binary protocol."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from efe_infra.postgres.database import DatabaseRole
from efe_infra.postgres.prepared import EncodedStatement
from efe_infra.read_model.tables.session import open_session
from efe_infra.read_model.tables.values import array
from tests.infra.read_model.world import World


@pytest.mark.parametrize(
    ("kind", "items"),
    [
        ("bigint", (-(2**63), -1, 0, 2**63 - 1)),
        ("date", (date.min, date(1999, 12, 31), date(2000, 1, 1), date(2026, 11, 25), date.max)),
        ("text", ("", "Liège", "« œuvre »", "x" * 70_000)),
        ("uuid", tuple(uuid4() for _ in range(3))),
    ],
)
def test_an_array_is_read_as_it_was_written(world: World, kind: str, items: tuple[Any, ...]) -> None:
    with open_session(world.database, DatabaseRole.PROJECTOR, "test") as connection:
        for written in (items, ()):
            asked = EncodedStatement(
                f"select unnest($1::{kind}[]) as item", [array(kind, written)], keeps_result=True
            )
            [answer] = connection.ask([asked])
            assert [item for (item,) in answer.rows(tuple)] == list(written)
