"""Walk of the whole contract: each viewer gets all that is theirs to know, and nothing else."""

import pytest

from tests.api.isolation.walk import Walk, differences
from tests.api.isolation.world import LOOKERS


@pytest.mark.parametrize("name", LOOKERS)
def test_a_viewer_is_told_exactly_what_is_theirs_to_know(walk: Walk, name: str) -> None:
    found = walk.of(walk.world.lookers[name])

    assert sorted(found.leaks) == []
    assert list(differences(found)) == []
