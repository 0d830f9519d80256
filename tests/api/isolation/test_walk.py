"""Walk of the whole contract: each viewer gets all that is theirs to know, and nothing else."""

import pytest
from msgspec.structs import replace

from efe_projections.engine.viewer import Viewer
from tests.api.isolation.walk import EYES_OF, Walk, differences
from tests.api.isolation.world import LOOKERS, World


@pytest.mark.parametrize("name", [each for each in LOOKERS if each not in EYES_OF])
def test_a_viewer_is_told_exactly_what_is_theirs_to_know(walk: Walk, name: str) -> None:
    found = walk.of(walk.world.lookers[name])

    assert sorted(found.leaks) == []
    assert list(differences(found, walk.world.sights.seen_by(found.looker))) == []


@pytest.mark.parametrize(("name", "other"), EYES_OF.items())
def test_a_viewer_with_the_eyes_of_another_is_told_as_much_of_the_share(walk: Walk, name: str, other: str) -> None:
    found = walk.share(walk.world.lookers[name])

    assert eyes(walk.world, name) == eyes(walk.world, other)
    assert sorted(found.leaks) == []
    assert list(differences(found, walk.shared & walk.world.sights.seen_by(found.looker))) == []


def eyes(world: World, name: str) -> Viewer:
    """Returns what the reads show by: all but the account."""
    context = world.portal.call(world.context, world.lookers[name].account)
    return replace(context.viewer, account=None)
