"""Answers while the database is in trouble or away."""

import psycopg
import pytest
from eventsourcing import persistence
from graphql import GraphQLError
from psycopg import errors
from strawberry.types import ExecutionResult

from efe_domain.shared.errors import NotFound
from efe_domain.shared.ledger import AppendOutcomeUnknown
from efe_graphql.contract.errors import ServiceUnavailable
from efe_infra.http.errors.faults import code, outage, unforeseen
from efe_infra.http.graphql.response import timeout_of


def caused[E: BaseException](fault: E, cause: BaseException) -> E:
    fault.__cause__ = cause
    return fault


AWAY = [
    psycopg.OperationalError("the connection is lost"),
    errors.AdminShutdown(),
    errors.ConnectionFailure(),
    persistence.OperationalError("no connection"),
    caused(persistence.OperationalError(), errors.CrashShutdown()),
    caused(persistence.OperationalError(), errors.TooManyConnections()),
]
TROUBLED = [
    (errors.DiskFull(), "DATABASE_FULL"),
    (errors.ReadOnlySqlTransaction(), "DATABASE_READ_ONLY"),
    (errors.InsufficientPrivilege(), "DATABASE_REFUSED"),
    (errors.TooManyConnections(), "SERVICE_UNAVAILABLE"),
    (errors.LockNotAvailable(), "SERVICE_UNAVAILABLE"),
    (caused(persistence.OperationalError(), errors.DiskFull()), "DATABASE_FULL"),
    (caused(RuntimeError(), psycopg.OperationalError()), "SERVICE_UNAVAILABLE"),
    (AppendOutcomeUnknown(), "SERVICE_UNAVAILABLE"),
]


def told(fault: Exception) -> GraphQLError:
    return GraphQLError("", path=["pole"], original_error=fault)


@pytest.mark.parametrize("fault", AWAY, ids=repr)
def test_a_database_that_is_away_is_a_refusal_and_no_fault(fault: Exception) -> None:
    found = outage(fault)

    assert found
    assert (found.refusal.code(), found.is_away) == ("SERVICE_UNAVAILABLE", True)
    assert (code(told(fault), "OTHER"), unforeseen(told(fault))) == ("SERVICE_UNAVAILABLE", None)


@pytest.mark.parametrize(("fault", "expected"), TROUBLED, ids=repr)
def test_what_an_operator_has_to_see_is_a_fault(fault: Exception, expected: str) -> None:
    found = outage(fault)

    assert found
    assert (found.refusal.code(), found.is_away) == (expected, False)
    assert unforeseen(told(fault)) is fault


@pytest.mark.parametrize("fault", [RuntimeError(), NotFound("Pôle", "soudure"), errors.UniqueViolation(), None])
def test_what_is_not_of_the_database_is_no_outage(fault: Exception | None) -> None:
    assert outage(fault) is None


def test_an_operation_that_found_the_database_away_may_be_asked_again() -> None:
    away = ExecutionResult(data=None, errors=[GraphQLError("", original_error=AWAY[0])])
    full = ExecutionResult(data=None, errors=[GraphQLError("", original_error=errors.DiskFull())])

    assert isinstance(timeout_of(away), ServiceUnavailable)
    assert timeout_of(full) is None
