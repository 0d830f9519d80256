"""Rows and bundles where every command was done, in an order of its own for each of both histories."""

from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest

from efe_domain.shared.bassins import Bassin
from efe_infra.postgres.database import Database
from tests.infra.replay.closure import leaks
from tests.infra.replay.conftest import Filling
from tests.infra.replay.histories import Shuffled, Streams
from tests.infra.replay.replayed import check

SEED = 2026
"""Of orders that the properties beside this test do not try: of these they try the simplest."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bundles")


@pytest.mark.parametrize("which", [0, 1])
def test_the_bundle_of_an_instance_gives_again_what_is_served(
    filling: Filling, elsewhere: Database, folder: Path, commands_done: Sequence[Streams], which: int
) -> None:
    served = filling(Shuffled(commands_done[which], Random(SEED)))
    assert leaks(served) == []
    for bassin in (Bassin.LIEGE, Bassin.NAMUR, Bassin.HAINAUT_SUD):
        check(served, elsewhere, folder / "bundle.zip", bassin, [100, 200, 300])
