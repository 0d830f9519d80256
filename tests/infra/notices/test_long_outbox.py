"""A long outbox drains in the order of its addresses."""

from tests.infra.notices.conftest import Clock, Notified
from tests.infra.notices.outbox import drain

ROWS = 1_000
"""Ten thousand rows drain in `poe bench mail`: here, the server shares the interpreter with the sender."""


def test_a_long_outbox_drains_in_order(notified: Notified, clock: Clock) -> None:
    drain(notified, clock, ROWS)
