"""What the whole run makes of a failure."""

from collections.abc import Iterator, Sequence

import pytest

from tests import whole

A_TEST = "tests/api/test_sockets.py::test_a_ping"


@pytest.mark.parametrize(
    ("status", "names"),
    [
        (0, []),
        (1, []),
        (2, [A_TEST]),
        (1, [A_TEST] * (whole.MOST + 1)),
        (1, [A_TEST, "tests/cluster/test_a_short_round.py::test_one"]),
        (1, ["tests/infra/commands/test_races.py::test_one"]),
    ],
)
def test_what_is_not_run_again_is_what_it_was(
    monkeypatch: pytest.MonkeyPatch, status: int, names: Sequence[str]
) -> None:
    monkeypatch.setattr(whole, "pytest", lambda *_: pytest.fail("It is run again"))

    assert whole.verdict(status, [*names]) == status


@pytest.mark.parametrize(("alone", "status"), [([0, 0, 0], 0), ([0, 0, 1], 1), ([1], 1)])
def test_what_fails_beside_all_others_passes_alone_each_time(
    monkeypatch: pytest.MonkeyPatch, alone: Sequence[int], status: int
) -> None:
    runs: Iterator[int] = iter(alone)
    monkeypatch.setattr(whole, "pytest", lambda *_: next(runs))

    assert whole.verdict(1, [A_TEST]) == status
    assert [*runs] == []
