"""Which answers come from SQL, and what becomes of those that do not."""

import gc
from collections.abc import Iterator
from itertools import combinations

import orjson
import psycopg
import pytest

from efe_graphql.bounded_cache import BoundedCache
from efe_graphql.execution.schema import CompiledSchema
from efe_graphql.execution.sql import statement
from efe_graphql.execution.sql.json_sql import quoted
from efe_graphql.schema import build
from efe_infra.samples.demo.people import AUDITOR
from tests.api.differential.documents import Asked
from tests.api.differential.world import VIEWERS, World, world
from tests.conftest import Cloning

LIEGE = VIEWERS[0]
NAMES = Asked("{ poles(first: 3) { edges { node { name } } } }", {})


@pytest.fixture(scope="module")
def asked_twice(cloning: Cloning, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with cloning() as database, world(database, tmp_path_factory.mktemp("home")) as made:
        yield made
    gc.collect()


@pytest.fixture
def texts(monkeypatch: pytest.MonkeyPatch) -> BoundedCache[str]:
    """None yet: those of other tests may fill the shelf, and then go as others come."""
    made = BoundedCache[str](2_000_000)
    monkeypatch.setattr(statement, "TEXTS", made)
    return made


def fresh(in_sql_from: int = 1) -> CompiledSchema:
    schema = build(in_sql_from=in_sql_from)
    assert isinstance(schema, CompiledSchema)
    return schema


def answered_by_sql(
    of: World, schema: CompiledSchema, asked: Asked, viewer: str | None, times: int = 2
) -> list[bool]:
    """Returns, for each run, whether SQL gave the answer, which always equals that of graphql-core."""
    found, expected = [], of.answer(of.ordinary, asked, viewer)
    for _ in range(times):
        before = schema.tally.answered_by_sql
        assert of.answer(schema, asked, viewer) == expected
        found.append(schema.tally.answered_by_sql > before)
    return found


def test_an_answer_comes_from_sql_from_the_third_run_of_its_text(asked_twice: World) -> None:
    assert answered_by_sql(asked_twice, fresh(3), NAMES, LIEGE, times=5) == [False, False, False, True, True]


def test_every_part_of_a_page_is_answered_by_sql(asked_twice: World) -> None:
    page = """totalCount __typename pageInfo { hasNextPage hasPreviousPage startCursor endCursor __typename }
              edges { cursor __typename node { id __typename } }"""
    asked = Asked(f"query ($after: String) {{ poles(first: 2, after: $after) {{ {page} }} }}", {})
    schema = fresh()

    assert answered_by_sql(asked_twice, schema, asked, LIEGE) == [False, True]

    cursor = orjson.loads(asked_twice.answer(schema, asked, LIEGE).data)["data"]["poles"]["pageInfo"]["endCursor"]
    assert answered_by_sql(asked_twice, schema, Asked(asked.query, {"after": cursor}), LIEGE) == [True, True]
    assert answered_by_sql(asked_twice, schema, Asked(asked.query, {"after": "another list"}), LIEGE) == [
        False,
        False,
    ]


@pytest.mark.parametrize(
    "field",
    [
        'requestsLate(bassin: {}, inForceOn: "2040-01-01")',
        "decisionsToCommunicate(bassin: {})",
        "decisionsToReceive(bassin: {})",
        'overduePoles(bassin: {}, inForceOn: "2028-01-01")',
        "expiringPoles(within: 3660, bassin: {})",
    ],
)
def test_lists_with_arguments_of_their_own_are_answered_by_sql(asked_twice: World, field: str) -> None:
    for bassin in ("LIEGE", "NAMUR", "VERVIERS"):
        asked = Asked(f"{{ {field.format(bassin)} {{ totalCount edges {{ cursor node {{ id }} }} }} }}", {})
        assert answered_by_sql(asked_twice, fresh(), asked, LIEGE) == [False, True]


def test_pages_below_pages_are_answered_by_sql_each_for_its_own_object(asked_twice: World) -> None:
    below = "projects(first: 2) { totalCount edges { cursor node { id bassins joint pending } } }"
    asked = Asked(f"{{ poles(first: 100) {{ edges {{ node {{ id {below} }} }} }} }}", {})

    for viewer in VIEWERS:
        assert answered_by_sql(asked_twice, fresh(), asked, viewer) == [False, True]


def test_what_is_read_of_a_trail_is_written_down_once(asked_twice: World) -> None:
    asked = Asked("{ auditTrail(bassin: LIEGE, first: 2) { edges { cursor node { seq leaf } } } }", {})
    schema = fresh()
    asked_twice.answer(schema, asked, AUDITOR)

    answer = asked_twice.answer(schema, asked, AUDITOR)

    assert schema.tally.answered_by_sql == 1
    assert len(answer.read) == 1


@pytest.mark.parametrize("order", ["OLDEST_FIRST", "NEWEST_FIRST"])
@pytest.mark.parametrize(
    "span",
    ["first: 3", 'first: 3, after: "9"', "last: 3", 'last: 3, before: "9"', 'last: 100, before: "9"', "last: 100"],
)
@pytest.mark.parametrize(
    "given", ["{}", '{recordedFrom: "2020-01-01T00:00:00Z"}', '{recordedUntil: "2020-01-01T00:00:00Z"}']
)
def test_a_trail_is_answered_by_sql_from_either_end(asked_twice: World, order: str, span: str, given: str) -> None:
    page = "totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { cursor node { seq } }"
    asked = Asked(f"{{ auditTrail(bassin: LIEGE, order: {order}, {span}, filter: {given}) {{ {page} }} }}", {})

    assert answered_by_sql(asked_twice, fresh(), asked, LIEGE) == [False, True]


def test_a_trail_that_is_not_theirs_is_refused_as_ever(asked_twice: World) -> None:
    asked = Asked("{ auditTrail(bassin: LIEGE) { edges { node { seq } } } }", {})
    schema = fresh()

    assert answered_by_sql(asked_twice, schema, asked, VIEWERS[1]) == [False, False]
    assert schema.tally.sql_fallbacks == {"Forbidden": 1}


def test_a_field_that_does_not_say_what_it_shows_leaves_all_to_the_columns(asked_twice: World) -> None:
    asked = Asked("{ poles(first: 3) { edges { node { name instance { name } } } } }", {})
    schema = fresh()

    assert answered_by_sql(asked_twice, schema, asked, LIEGE) == [False, False]
    assert schema.tally.sql_fallbacks == {"Pole.instance": 1}
    assert not schema.tally.fallbacks


def test_a_value_that_is_of_no_enumeration_is_left_to_graphql_core(asked_twice: World) -> None:
    """No event says so: the page after it is of another size, and no answer to it is remembered."""
    asked, later = (
        Asked(f"{{ operators(first: {each}) {{ edges {{ node {{ id kind }} }} }} }}", {}) for each in (99, 100)
    )
    schema = fresh()
    before = answered_by_sql(asked_twice, schema, asked, LIEGE)
    with psycopg.connect(asked_twice.running.database.admin) as admin:
        [(operator, kind)] = admin.execute("select id, kind from read.operator order by id limit 1").fetchall()
        admin.execute("update read.operator set kind = 'nothing' where id = %s", [operator])

    after = answered_by_sql(asked_twice, schema, later, LIEGE)

    with psycopg.connect(asked_twice.running.database.admin) as admin:
        admin.execute("update read.operator set kind = %s where id = %s", [kind, operator])
    assert (before, after) == ([False, True], [False, False])
    assert schema.tally.sql_fallbacks == {"UndefinedObject": 1}


def test_postgresql_is_not_asked_for_what_nothing_is_read_for(asked_twice: World) -> None:
    schema = fresh()

    assert answered_by_sql(asked_twice, schema, Asked("{ __typename again: __typename }", {}), LIEGE) == [
        False,
        False,
    ]
    assert not schema.tally.sql_fallbacks
    assert not schema.tally.fallbacks


def test_each_filter_makes_a_text_of_its_own(asked_twice: World, texts: BoundedCache[str]) -> None:
    query = "query ($where: OperatorFilter) { operators(filter: $where) { edges { node { id } } } }"
    filters = {"kind": "ENTREPRISE", "bassin": "LIEGE", "namePrefix": "a", "axisKey": "metier:carreleur"}
    some = [dict(chosen) for count in range(len(filters) + 1) for chosen in combinations(filters.items(), count)]
    schema = fresh()
    asked_twice.answer(schema, Asked(query, {}), LIEGE)

    found = [answered_by_sql(asked_twice, schema, Asked(query, {"where": where}), LIEGE, times=1) for where in some]

    assert found == [[True]] * len(some)
    assert len(texts) == len(some)


def test_a_text_that_is_too_long_is_not_kept_anywhere(asked_twice: World, texts: BoundedCache[str]) -> None:
    pole = "id name state dossier { memberships { id college operator { id name kind college number scheme } } }"
    fields = " ".join(f"p{number}: poles(first: 1) {{ edges {{ node {{ {pole} }} }} }}" for number in range(15))
    schema = fresh()

    assert answered_by_sql(asked_twice, schema, Asked(f"{{ {fields} }}", {}), LIEGE) == [False, False]
    assert schema.tally.sql_fallbacks == {"text": 1}
    assert len(texts) == 0


@pytest.mark.parametrize("text", ["it's", "100 %", "%(at)s", "\\", "'; drop table read.pole; --", "é\n"])
def test_a_literal_says_its_text_and_nothing_more(asked_twice: World, text: str) -> None:
    with psycopg.connect(asked_twice.running.database.admin) as admin:
        [(said,)] = admin.execute(f"select {quoted(text)}", {}).fetchall()

    assert said == text
