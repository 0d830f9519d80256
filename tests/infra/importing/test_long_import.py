"""The trial of a long import, in a run too short for its figures to mean anything."""

from pathlib import Path

from efe_infra.postgres.database import Database
from tests.trials.long_import import trial

EVENTS = 1_500


def test_an_import_that_is_killed_half_way_is_taken_up_again(server: Database, tmp_path: Path) -> None:
    """Nothing twice, nothing lost: the trial sees to that."""
    found = trial(server, tmp_path, EVENTS, most=500, tell=lambda _: None)

    commands = found["again"]["known"]
    assert (found["files"] > 2, found["events"]) == (True, EVENTS)
    assert (found["rehearsal"]["recorded"], found["again"]["recorded"]) == (commands, 0)
    assert found["resumed"]["known"] + found["resumed"]["recorded"] == commands
    assert 0 < found["killed_at"] <= EVENTS
