"""A server whose workers are killed, and whose database turns away, is told so and comes back by itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from efe_infra.postgres.database import Database
from efe_infra.process.workers import Condition, Worker, at_work
from tests.api.given import AXIS, Api, Client
from tests.infra.ledger.given import until
from tests.infra.process.killing import kill
from tests.running import served

QUIET: dict[str, Any] = {"ready_lag_seconds": 3600, "ready_seal_seconds": 3600, "ready_within": 1.0}

READ_ONLY = "psycopg.errors.ReadOnlySqlTransaction 25006"


@pytest.fixture
def api(database: Database, tmp_path: Path) -> Iterator[Api]:
    with served(database, tmp_path, **QUIET) as running:
        yield running


def ready(api: Api) -> dict[str, Any]:
    response = api.http.portal.call(api.http.client.get, "/health/ready")
    found: dict[str, Any] = response.json()
    assert (response.status_code == 200) == (found["status"] == "ready") == (found["reasons"] == [])
    return found


def is_well(api: Api) -> bool:
    return ready(api)["reasons"] == [] and all(each.condition is Condition.RUNNING for each in at_work())


def worker(name: str) -> Worker:
    """Returns the worker of the last platform: shared worlds may be open in the same process."""
    return [each for each in at_work() if each.name == name][-1]


def recorded(client: Client, number: int) -> object:
    """A command, with what could be read of it once it was recorded: the page waits for the read position."""
    axis = {**AXIS, "label": f"{AXIS['label']} {number}"}
    return client.done("identifyAxis", "instance { id }", bassin="LIEGE", axis=axis)


@pytest.mark.parametrize("fault", [KeyError, SystemExit, MemoryError])
@pytest.mark.parametrize("name", ["projections", "read-position"])
def test_a_worker_that_is_killed_works_on_and_commands_are_read(
    api: Api, liege: Client, name: str, fault: type[BaseException]
) -> None:
    until(lambda: is_well(api))
    kill(name, fault)
    until(lambda: worker(name).restarts == 1)

    until(lambda: is_well(api))
    recorded(liege, 1)

    shown = {each["name"]: each for each in ready(api)["workers"]}
    assert set(shown) == {"projections", "read-position", "live-trail"}
    assert shown[name]["state"] == "running"
    assert (shown[name]["restarts"], shown[name]["error"]) == (1, f"builtins.{fault.__name__}")


def test_a_database_that_takes_no_writes_is_told_and_work_goes_on_once_it_does(
    api: Api, liege: Client, database: Database
) -> None:
    recorded(liege, 1)
    until(lambda: is_well(api))

    with read_only(database):
        until(lambda: worker("projections").error == READ_ONLY)
        until(lambda: {"APPENDS", "WORKER_RESTARTING"} <= {*ready(api)["reasons"]})
        told = ready(api)
    until(lambda: is_well(api))
    recorded(liege, 2)

    assert told["database"] is True
    assert told["appends"] == READ_ONLY


@contextmanager
def read_only(database: Database) -> Iterator[None]:
    """As after a failover to a server that recovers; every session begins anew."""
    with psycopg.connect(database.admin, autocommit=True) as admin:
        name = Identifier(admin.info.dbname)
        admin.execute(SQL("alter database {} set default_transaction_read_only = on").format(name))
        end_sessions(admin)
        yield
        admin.execute("set default_transaction_read_only = off")
        admin.execute(SQL("alter database {} reset default_transaction_read_only").format(name))
        end_sessions(admin)


def end_sessions(admin: psycopg.Connection[Any]) -> None:
    admin.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity"
        " where datname = current_database() and pid <> pg_backend_pid()"
    )


def test_a_turn_that_is_held_is_told_in_time_and_then_that_it_is_free(api: Api, database: Database) -> None:
    until(lambda: is_well(api))

    with psycopg.connect(database.admin) as holding:
        holding.execute("select from ledger.turn for update")
        until(lambda: ready(api)["reasons"] == ["APPENDS"])

    until(lambda: is_well(api))


def test_a_worker_that_is_frozen_is_told(api: Api, database: Database) -> None:
    until(lambda: is_well(api))
    worker("projections").limit = worker("read-position").limit = 1.5

    with psycopg.connect(database.admin) as holding:
        holding.execute("lock table projection.position in access exclusive mode")
        until(lambda: worker("read-position").condition is Condition.STUCK)
        told = ready(api)

    until(lambda: is_well(api))
    assert {"READS", "WORKER_STUCK"} <= set(told["reasons"])
