import hashlib
from datetime import UTC, datetime
from uuid import UUID, uuid4

import psycopg
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from efe_infra.ledger.leaf import leaf
from efe_infra.ledger.recorder import LedgerRecorder
from efe_infra.postgres.database import Database
from tests.infra.ledger.given import event, ledger

BIGINT = some.integers(0, 2**63 - 1)
INSTANTS = some.datetimes(datetime(1900, 1, 1), datetime(9999, 12, 31), timezones=some.just(UTC))  # noqa: DTZ001
TOPICS = some.text(some.characters(codec="utf-8", exclude_characters="\0"), max_size=40)


@given(some.lists(some.tuples(BIGINT, INSTANTS, some.uuids(), BIGINT, TOPICS, some.binary()), min_size=1))
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_sql_and_python_compute_the_same_leaf(
    module_database: Database, rows: list[tuple[int, datetime, UUID, int, str, bytes]]
) -> None:
    with psycopg.connect(module_database.admin) as connection:
        query = "select ledger.leaf(%b, %b, %b, %b, %b, %b)"
        in_sql = [connection.execute(query, row).fetchone() for row in rows]

    assert in_sql == [(leaf(*row),) for row in rows]


def test_every_recorded_event_carries_its_leaf(recorder: LedgerRecorder, database: Database) -> None:
    stream = uuid4()

    recorder.insert_events([event(stream, 1, topic="pôle.créé"), event(stream, 2, state=b"\x00\xff")])

    assert [each.leaf for each in ledger(database)] == [leaf(*each[:-1]) for each in ledger(database)]


def test_a_leaf_is_the_hash_of_the_documented_layout() -> None:
    position = bytes.fromhex("0000000000000001")
    microseconds = bytes.fromhex("00000000000f4241")
    stream = bytes(range(16))
    version = bytes.fromhex("0000000000000002")
    topic = bytes.fromhex("00000003") + "é.".encode()
    layout = b"\x00" + position + microseconds + stream + version + topic + b"{}"

    instant = datetime(1970, 1, 1, 0, 0, 1, 1, tzinfo=UTC)

    assert leaf(1, instant, UUID(bytes=stream), 2, "é.", b"{}") == hashlib.sha256(layout).digest()
