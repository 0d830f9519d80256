"""A simulated history, exported as commands and imported into an empty ledger, leaves the same rows."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from efe_infra.composition import Installation
from efe_infra.read_model.rebuild import rebuild
from efe_projections.catalogue import PROJECTIONS
from tests.conftest import Cloning
from tests.infra.importing import history
from tests.infra.importing.round_trip import compare

EVENTS = 2_000


@pytest.fixture(scope="module")
def simulated(cloning: Cloning, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with (
        cloning() as database,
        history.simulated(database, tmp_path_factory.mktemp("simulated"), EVENTS) as installation,
    ):
        rebuild(database, PROJECTIONS)
        yield installation


def test_what_was_exported_and_imported_stands_as_it_stood(
    simulated: Installation, installation: Installation, tmp_path: Path
) -> None:
    """As lines of JSON; a history with corrections is exported in both forms."""
    history.let_in(simulated.database, installation.database)

    compare(simulated, installation, tmp_path / "jsonl", "jsonl")


def test_a_demonstration_too(cloning: Cloning, installation: Installation, tmp_path: Path) -> None:
    """Its projects grow by invitations, and its pôles agree on their modalities."""
    with cloning() as database, history.demonstrated(database, tmp_path / "home") as played:
        rebuild(database, PROJECTIONS)
        history.copy_vault(database, installation.database)

        sealed = history.sealed_lines(played, tmp_path / "bundles")
        compare(played, installation, tmp_path / "jsonl", "jsonl", sealed)
