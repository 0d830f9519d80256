"""A switchover is asked for as an operator does: again where nothing was begun, and not where it failed."""

from collections.abc import Sequence

import pytest

from tests.chaos.promises import Fault
from tests.cluster.nodes import NOT_BEGUN, Cluster, Node


class Saying(Node):
    """Its Patroni says what a test says, one answer after the other."""

    def __init__(self, *answers: str) -> None:
        self.name, self.left = "n0", list(answers)

    def tell(self, path: str, **words: str) -> str:  # noqa: ARG002 - whatever it is asked
        return self.left.pop(0)


class Given(Cluster):
    def __init__(self, node: Node) -> None:
        self.leader = self.standby = lambda: node  # type: ignore[method-assign]


@pytest.mark.parametrize("before", [[], [f"switchover {NOT_BEGUN}"] * 2])
def test_what_was_not_begun_is_asked_for_again(before: Sequence[str]) -> None:
    node = Saying(*before, 'Successfully switched over to "n2"')

    Given(node).switch_over()

    assert not node.left


def test_what_failed_is_told() -> None:
    node = Saying("Switchover failed", "Successfully switched over")

    with pytest.raises(Fault, match="Switchover failed"):
        Given(node).switch_over()

    assert node.left
