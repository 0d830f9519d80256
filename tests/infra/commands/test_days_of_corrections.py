"""A correction has no day of its own: each fact that it changes has one (REGISTRE)."""

from collections.abc import Callable
from typing import Any

import pytest

from efe_domain.shared.days import InTheFuture
from efe_domain.shared.errors import Invalid
from efe_domain.shared.record_events import Patch
from tests.domain.given import TODAY, TOMORROW, YESTERDAY
from tests.infra.commands.correction_stage import PROPOSAL, QUESTION
from tests.infra.commands.stage import COORDINATOR, Stage, by, last_position

RENAMED = (Patch(1, {"name": "CHAUFFAGE rectifié"}),)
CORRECTIONS: dict[str, Callable[[Stage, dict[str, Any]], object]] = {
    "rectify": lambda it, day: it.platform.rectify("pole", it.corrections.pole, RENAMED, "Coquille.", **day),
    "confirm": lambda it, day: it.platform.confirm_rectification("pole", it.corrections.pole, PROPOSAL, **day),
    "drop": lambda it, day: it.platform.drop_rectification("pole", it.corrections.pole, PROPOSAL, "Non.", **day),
    "confirm a fact": lambda it, day: it.platform.confirm_fact(
        "decision", it.corrections.decision, QUESTION, "Revu.", **day
    ),
}


@pytest.mark.parametrize("correction", CORRECTIONS)
def test_a_correction_that_names_a_day_is_refused(stage: Stage, correction: str) -> None:
    before = last_position(stage.platform)

    for day, refusal in ((YESTERDAY, Invalid), (TODAY, Invalid), (TOMORROW, InTheFuture)):
        with by(COORDINATOR), pytest.raises(refusal):
            CORRECTIONS[correction](stage, {"on": day})
    assert last_position(stage.platform) == before
    with by(COORDINATOR):
        CORRECTIONS[correction](stage, {})

    assert last_position(stage.platform) > before
