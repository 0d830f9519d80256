"""Rows and bundles where every command was done, in more orders than each run can try."""

from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from efe_domain.shared.bassins import Bassin
from efe_infra.postgres.database import Database
from tests.infra.replay.closure import leaks
from tests.infra.replay.conftest import Filling
from tests.infra.replay.histories import Shuffled, Streams
from tests.infra.replay.test_replay_histories import check

ORDERS = settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bundles")


@ORDERS
@given(which=st.integers(0, 1), random=st.randoms(use_true_random=False))
def test_the_bundle_of_an_instance_gives_again_what_is_served(
    filling: Filling, elsewhere: Database, folder: Path, commands_done: Sequence[Streams], which: int, random: Random
) -> None:
    served = filling(Shuffled(commands_done[which], random))
    assert leaks(served) == []
    for bassin in (Bassin.LIEGE, Bassin.NAMUR, Bassin.HAINAUT_SUD):
        check(served, elsewhere, folder / "bundle.zip", bassin, [100, 200, 300])
