"""Both verifiers over 6,000 mutants, none of which the short test tries, and over the rare ones of 20,000.

A mutant is made of its number. The others of the 20,000 repeat the ways and verdicts of these.
"""

from pathlib import Path
from typing import Final

import pytest

from tests.infra.transparency.evidence.verifiers import MUTANTS, divided

BATCH: Final = 2_000
BATCHES: Final = 3
RARE: Final = (
    *(7739, 9107, 10438, 11188, 11635, 12363, 12762, 14166, 14319, 14565),
    *(15071, 15290, 15357, 15927, 16237, 17936, 18765, 20177, 20243),
)
"""Numbers of mutants whose way of change and verdict the batches show less than three times."""
RARE_VERDICTS: Final = {"ANNEX_MISSING", "EVENT_FOREIGN", "EVENT_WITHHELD", "RECORDED_BACKWARDS", "STREAM_BROKEN"}


@pytest.mark.parametrize("batch", range(BATCHES))
def test_both_verifiers_give_the_same_verdict_on_six_thousand_mutants(batch: int, tmp_path: Path) -> None:
    first = MUTANTS + batch * BATCH

    differences, _ = divided(range(first, first + BATCH), tmp_path)

    assert differences == []


def test_both_verifiers_give_the_same_verdict_on_rare_mutants(tmp_path: Path) -> None:
    differences, verdicts = divided(RARE, tmp_path)

    assert differences == []
    assert verdicts >= RARE_VERDICTS
