"""Generated histories: the bundle of an Instance alone gives the rows that the platform serves at any position."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from efe_domain.shared.bassins import Bassin
from efe_domain.shared.event import Event
from efe_infra.postgres.database import Database
from tests.conftest import Cloning
from tests.domain.project_machine import BASSINS
from tests.infra.replay.conftest import Filling
from tests.infra.replay.histories import Shuffled, Streams, generated
from tests.infra.replay.replayed import check

SOME = settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.fixture(scope="module")
def elsewhere(cloning: Cloning) -> Iterator[Database]:
    """Makes the database in which bundles are replayed."""
    with cloning() as database:
        yield database


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bundles")


@SOME
@given(history=generated(), drawn=st.lists(st.integers(0, 200), max_size=3))
def test_a_bundle_gives_again_what_is_served(
    filling: Filling, elsewhere: Database, folder: Path, history: Sequence[Event], drawn: list[int]
) -> None:
    served = filling(history)
    for bassin in BASSINS:
        check(served, elsewhere, folder / "bundle.zip", bassin, drawn)


@settings(SOME, max_examples=1)
@given(which=st.integers(0, 1), random=st.randoms(use_true_random=False))
def test_so_does_the_bundle_of_an_instance_where_every_command_was_done(
    filling: Filling, elsewhere: Database, folder: Path, commands_done: Sequence[Streams], which: int, random: Random
) -> None:
    served = filling(Shuffled(commands_done[which], random))
    for bassin in (Bassin.LIEGE, Bassin.NAMUR, Bassin.HAINAUT_SUD):
        check(served, elsewhere, folder / "bundle.zip", bassin, [100, 200, 300])
