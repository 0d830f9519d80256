"""With the predicate of the reads taken away, the row policies of the database hold the same answers."""

import sys

import pytest

from efe_projections import query
from tests.api.isolation.walk import Walk

READS = "efe_projections.reads."


@pytest.fixture
def without_first_wall(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> Walk:
    """Every read asks for every row."""
    for name, module in list(sys.modules.items()):
        if name.startswith(READS) and getattr(module, "visible", None) is query.visible:
            monkeypatch.setattr(module, "visible", lambda *_, **__: "true")
    return walk


@pytest.mark.parametrize("name", ["coordinator of Namur", "member of a pôle", "nobody"])
def test_the_row_policies_alone_hold(walk: Walk, name: str, request: pytest.FixtureRequest) -> None:
    looker = walk.world.lookers[name]
    with_both = walk.now(looker)

    request.getfixturevalue("without_first_wall")
    alone = walk.at(looker, None)

    assert sorted(alone.leaks) == []
    assert alone.known == with_both.known
