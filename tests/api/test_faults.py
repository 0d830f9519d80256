"""Faults of the real parts, as a client and as the log see them."""

import json
from functools import partial
from io import BytesIO
from typing import LiteralString
from uuid import UUID

import httpx
import psycopg
import pytest
from anyio.from_thread import start_blocking_portal
from eventsourcing.persistence import StoredEvent

from efe_domain.shared.bassins import Bassin
from efe_infra.postgres.database import Database
from efe_infra.read_model.position_watch import PositionWatch
from efe_infra.web_application import application
from efe_projections.engine.errors import Superseded
from tests.api.given import Api, Client, an_operator

SHA256 = "0" * 64


@pytest.fixture
def liege(api: Api) -> Client:
    return api.coordinator(Bassin.LIEGE)


def faults(lines: BytesIO) -> list[dict[str, object]]:
    return [line for line in map(json.loads, lines.getvalue().splitlines()) if line["event"] == "fault"]


def broken(database: Database, statement: LiteralString) -> None:
    with psycopg.connect(database.admin) as admin:
        admin.execute(statement)


def test_documents_that_cannot_be_reached_are_a_fault_with_an_id(
    api: Api, liege: Client, database: Database, lines: BytesIO
) -> None:
    broken(database, "drop table vault.document cascade")
    call = api.http.portal.call
    pdf = {**liege.headers, "Content-Type": "application/pdf"}

    put = call(partial(api.http.client.put, "/documents", content=b"%PDF-1.7", headers=pdf))
    got = call(partial(api.http.client.get, f"/documents/{SHA256}", headers=liege.headers))

    shown = [answer.json()["errors"][0]["extensions"] for answer in (put, got)]
    assert [answer.status_code for answer in (put, got)] == [500, 500]
    assert [each["code"] for each in shown] == ["INTERNAL_SERVER_ERROR"] * 2
    assert [each["errorId"] for each in shown] == [fault["error_id"] for fault in faults(lines)]


def test_an_event_of_a_newer_release_sends_the_client_to_another_process(
    api: Api, liege: Client, lines: BytesIO
) -> None:
    """Nothing is recorded: this process does not know the rules of that event."""
    recorder = api.installation.platform.recorder
    operator = an_operator(liege)
    stream = UUID(operator.partition(":")[2])
    version = len(recorder.select_events(stream)) + 1
    recorder.insert_events([StoredEvent(stream, version, "operator.levitated.v9", b"{}")])
    before = recorder.max_notification_id()

    code = liege.code_of("openSite", operatorId=operator, bassin="LIEGE", commune="62063")

    assert code == "SUPERSEDED"
    assert recorder.max_notification_id() == before
    assert faults(lines) == []


def test_a_process_that_cannot_begin_says_so_in_its_log(api: Api, database: Database, lines: BytesIO) -> None:
    app = application(api.installation, PositionWatch())
    broken(database, "drop view read.position")

    with (
        start_blocking_portal() as portal,
        pytest.raises(Superseded),
        portal.wrap_async_context_manager(app.router.lifespan_context(app)),
    ):
        httpx.get("http://never")

    [fault] = faults(lines)
    assert fault["exception"] == "efe_projections.engine.errors.Superseded"
    assert fault["error_id"]
