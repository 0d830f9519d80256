"""Promises to clients under faults, and the first one that is broken."""

import time
from collections.abc import Callable

from efe_graphql.limits.deadline import CANCEL_MARGIN_S
from efe_graphql.request import as_of
from efe_infra.postgres import connection

OPERATION = 4.0
"""Seconds for an operation."""
STATEMENT = 2.0
READING = OPERATION + CANCEL_MARGIN_S
"""Seconds after which a query is answered."""
ACTING = READING + 2 * connection.CALLER_TIMEOUT_S + as_of.PATIENCE
"""The same for a command: who sends it is read, the ledger is read and appended to, the result is waited for."""
STORING = READING + 2 * connection.CALLER_TIMEOUT_S
"""The same for a document."""
AGAIN = 2.0
"""Seconds after the return of what was away in which everybody is served."""
READY = 10.0
"""Seconds after which the server says that it is ready, once it serves everybody."""
SEALED = 20.0
"""Seconds after which everything is sealed, and every worker at work."""

UNKNOWN = "OUTCOME_UNKNOWN"
OUTAGES = {"TIMEOUT", "SERVICE_UNAVAILABLE", "DATABASE_UNAVAILABLE", "DATABASE_READ_ONLY", "DATABASE_FULL"}
"""Codes of what may be asked again, and of which nothing was recorded."""


class Fault(AssertionError):
    """A promise that was not held."""


def wait_for(
    what: str, condition: Callable[[], object], within: float, told: Callable[[], object] = lambda: ""
) -> float:
    """Returns the seconds until it holds. Raises `Fault`, with what is `told` then."""
    began = time.monotonic()
    while not condition():
        if time.monotonic() > began + within:
            raise Fault(f"{what}: not within {within:.1f} s {told()}".rstrip())
        time.sleep(0.01)
    return time.monotonic() - began
