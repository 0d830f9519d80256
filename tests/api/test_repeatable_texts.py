"""Texts of statements whose answers may be remembered: only those that depend on read tables alone."""

from datetime import date
from uuid import UUID

import pytest

from efe_graphql.contract.as_of import ResolvedAsOf
from efe_graphql.execution.sql.repeated import Question, StatementText
from efe_projections.engine.tables_read import tracked_tables

TEXT = "concat('{\"name\":', (select to_json(r0.name)::text from read.pole as r0 where r0.id = %(s0_id)s::uuid), '}')"


def test_the_tables_of_a_text_are_found() -> None:
    assert tracked_tables(TEXT) == frozenset({"pole"})
    assert tracked_tables(TEXT.replace("'}'", "'from vault.person, now()'")) == frozenset({"pole"})  # in a literal


@pytest.mark.parametrize(
    "doubtful",
    [
        "now()::text",
        "clock_timestamp()::text",
        "random()::text",
        "current_date::text",
        "current_timestamp::text",
        "localtime::text",
        "session_user::text",
        "'today'::date::text",
        "'now'::timestamptz::text",
        "nextval('ledger.position')::text",
        "(select name from vault.person limit 1)",
        "(select given_name from person limit 1)",
        "(select name from read.pole as p, vault.person limit 1)",
        '(select name from read.pole as p, "vault"."person" limit 1)',
        '(select name from "person" limit 1)',
        "(select name from person as person limit 1)",
        "cast('today' as date)::text",
        "(date ' Tomorrow ')::text",
        "'now'::text::timestamptz::text",
        "E'\\'' || now() || E'\\''",
        "pg_catalog.now()::text",
        "$$x$$",
        "'x' -- comment",
        "(select position::text from read.position)",
        "(select kind from read.recorded_event limit 1)",
        "read.surprise()",
    ],
)
def test_a_text_that_may_depend_on_more_is_not_remembered(doubtful: str) -> None:
    assert tracked_tables(f"concat({TEXT}, {doubtful})") is None


def key(value: object, *, at: int = 7, read: int = 7, past: bool = False, text: str = TEXT) -> bytes:
    moments = {0: ResolvedAsOf(at, read, past=past)}
    return Question(StatementText.of(text), {"viewer_bassins": (), "s0_id": value}, moments).key


def test_a_key_tells_values_of_different_types_apart() -> None:
    """As they are sent to PostgreSQL: 1 and "1", true and 1, a day and its text."""
    values = [1, "1", True, "True", 1.0, None, "None", "", (1,), [1], date(2026, 1, 1), "2026-01-01", b"1"]
    identifier = UUID(int=1)
    values += [identifier, str(identifier), "1', 's0_id': 2", "\ud800"]

    assert len({key(value) for value in values}) == len(values)


def test_a_key_leaves_out_the_present_position_and_nothing_else() -> None:
    assert key(1, at=7, read=7) == key(1, at=9, read=9)
    others = [key(1), key(1, at=7, read=9), key(1, at=7, past=True), key(1, at=6, read=9), key(1, text=TEXT + " ")]
    assert len(set(others)) == len(others)
