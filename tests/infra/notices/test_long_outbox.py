"""Ten thousand rows drain in the order of their address."""

import pytest

from tests.infra.notices.conftest import Clock, Notified
from tests.infra.notices.test_digests import drain


@pytest.mark.timeout(900)
def test_ten_thousand_rows_drain_in_order(notified: Notified, clock: Clock) -> None:
    drain(notified, clock, 10_000)
