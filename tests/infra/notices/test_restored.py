"""A restored or copied database sends nothing until an administrator allows it."""

import psycopg
import pytest

from efe_infra.composition import allow_notices
from efe_infra.notices.progress import RESTORED
from tests.infra.notices.conftest import Notified


@pytest.mark.parametrize(
    "restored",
    [
        RESTORED,
        "update notices.progress set identity = 'another server'",
        "update notices.progress set timeline = '00000009', beat_at = beat_at - interval '10 minutes'",
        "update notices.progress set position = position + 1000",
    ],
    ids=["by efe restore", "copied", "to an earlier point", "with a shorter register"],
)
def test_a_restored_database_sends_nothing_until_it_is_allowed(notified: Notified, restored: str) -> None:
    notified.convene()
    notified.run(restored)

    assert notified.step() == 0
    assert notified.box.kept == []

    assert allow_notices(notified.api.installation, account=None)
    notified.step()
    assert notified.box.kept == []
    notified.convene(12)
    notified.step()
    assert len(notified.box.kept) == 3
    assert not allow_notices(notified.api.installation, account=None)


def test_a_failover_stops_nothing(notified: Notified) -> None:
    notified.run("update notices.progress set timeline = '00000001', beat_at = %s", notified.clock.now)
    notified.convene()

    assert notified.step() == 3
    with psycopg.connect(notified.database.admin) as connection:
        assert connection.execute("select stopped from notices.progress").fetchone() == (None,)
