"""Both verifiers over 100,000 mutants, none of which the short test tries."""

from pathlib import Path
from typing import Final

import pytest

from tests.infra.transparency.evidence.test_differential import MUTANTS, divided

BATCH: Final = 2_000
BATCHES: Final = 50


@pytest.mark.parametrize("batch", range(BATCHES))
def test_both_verifiers_give_the_same_verdict_on_a_hundred_thousand_mutants(batch: int, tmp_path: Path) -> None:
    differences, _ = divided(MUTANTS + batch * BATCH, BATCH, tmp_path)

    assert differences == []
