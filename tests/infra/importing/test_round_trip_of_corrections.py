"""A history in which facts were rectified, and things changed, leaves the same rows and the same trail elsewhere."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from efe_domain.shared.command_context import SYSTEM_CLI
from efe_domain.shared.event import Event
from efe_infra.composition import Installation
from efe_infra.read_model.rebuild import rebuild
from efe_projections.catalogue import PROJECTIONS
from tests.conftest import Cloning
from tests.infra.importing import history
from tests.infra.importing.corrected import Afterwards, recorded_in
from tests.infra.importing.round_trip import compare

EVENTS = 3_000
SEED = 7
MARKS = frozenset({"command_id", "correlation_id", "on_behalf_of", "reprise"})
"""Of metadata: which command, of which request or file; whether for a member, which the simulation does not say."""
ALL_OF_IT = {
    *("rename", "kind", "renumber", "rename pole", "attach", "meet 4", "confirm_fact"),
    *("confirm_rectification", "drop_rectification"),
    *(f"rectify {kind}" for kind in ("decision", "instance", "operator", "pole")),
}
FOLLOWING = frozenset({"deadline_recorded_on", "late", "late_until", "own", "past_root"})
"""What marks are hashed into, and what follows from one, or from the day of recording."""


@pytest.fixture(scope="module")
def corrected(cloning: Cloning, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with (
        cloning() as database,
        history.simulated(database, tmp_path_factory.mktemp("corrected"), EVENTS) as installation,
    ):
        afterwards = Afterwards(installation, SEED)
        afterwards.happen()
        assert set(afterwards.done) >= ALL_OF_IT, (afterwards.done, afterwards.refused)
        rebuild(database, PROJECTIONS)
        yield installation


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_a_corrected_history_stands_as_it_stood(
    corrected: Installation, installation: Installation, tmp_path: Path, form: str
) -> None:
    history.let_in(corrected.database, installation.database)
    history.copy_documents(corrected.database, installation.database)

    compare(corrected, installation, tmp_path / form, form)

    before, after = recorded_in(corrected), recorded_in(installation)
    for was, now in zip(before, after, strict=True):
        by_importer = now.metadata["actor"] == SYSTEM_CLI
        assert step(now, by_importer=by_importer) == step(was, by_importer=by_importer)


def step(event: Event, *, by_importer: bool) -> Any:
    """As it is told, but for its marks. Whoever imports acts where no coordinator did."""
    marks = MARKS | {"actor"} if by_importer else MARKS
    kept = {name: value for name, value in event.metadata.items() if name not in marks}
    told = {**msgspec.to_builtins(event), "topic": event.TOPIC, "metadata": kept}
    return {name: value for name, value in told.items() if name not in FOLLOWING}
