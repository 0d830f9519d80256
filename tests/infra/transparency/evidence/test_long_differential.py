"""Both verifiers over 20,000 mutants, none of which the short test tries.

A mutant is made of its number. 100,000 of them took 40 % of the long tests, and were the same in each run.
"""

from pathlib import Path
from typing import Final

import pytest

from tests.infra.transparency.evidence.test_differential import MUTANTS, divided

BATCH: Final = 2_000
BATCHES: Final = 10


@pytest.mark.parametrize("batch", range(BATCHES))
def test_both_verifiers_give_the_same_verdict_on_twenty_thousand_mutants(batch: int, tmp_path: Path) -> None:
    differences, _ = divided(MUTANTS + batch * BATCH, BATCH, tmp_path)

    assert differences == []
