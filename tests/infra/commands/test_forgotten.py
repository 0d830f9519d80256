"""Forgotten persons neither act nor are named again, even by a command that the interface admitted before."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from efe_domain.access.person import ForgettingReason, PersonForgotten, PersonIsForgotten
from efe_domain.decision.events import DecisionKind
from efe_domain.shared.errors import Forbidden
from tests.domain.given import NOTE, TODAY, some_id
from tests.infra.commands.decision_stage import WORDING
from tests.infra.commands.stage import (
    ADMINISTRATOR,
    COORDINATOR,
    COORDINATOR_OF_NAMUR,
    MANDATE,
    NOBODY,
    PLENARY,
    SPARE,
    TRAINING,
    Attempt,
    Stage,
    by,
    events_of,
    last_position,
)

MARIE = some_id("Marie")
type Naming = Callable[[Stage], Attempt]

NAMING: dict[str, Naming] = {
    "designate_member": lambda it: lambda: it.platform.designate_member(it.formed, SPARE, representative=MARIE),
    "replace_representative": lambda it: (
        lambda: it.platform.replace_representative(it.formed, TRAINING, representative=MARIE, document=NOTE)
    ),
    "fill_seat": lambda it: (
        lambda: it.platform.fill_seat("liege", PLENARY, some_id("new"), replace(MANDATE, person=MARIE))
    ),
    "fill_seat, substitute": lambda it: (
        lambda: it.platform.fill_seat("liege", PLENARY, some_id("new"), replace(MANDATE, substitute=MARIE))
    ),
    "designate_zone_representative": lambda it: lambda: it.platform.designate_zone_representative("namur", MARIE),
}


def forget(stage: Stage) -> None:
    with by(ADMINISTRATOR):
        stage.platform.forget_person(MARIE, reason=ForgettingReason.REQUESTED)


def propose(stage: Stage, name: str) -> None:
    with by(NOBODY, person=MARIE):
        stage.platform.propose_decision(some_id(name), stage.constituted, DecisionKind.DECISION, WORDING)


@pytest.mark.parametrize("command", NAMING)
def test_who_is_forgotten_is_not_named_anew(stage: Stage, command: str) -> None:
    forget(stage)
    before = last_position(stage.platform)

    with by(COORDINATOR_OF_NAMUR if "zone" in command else COORDINATOR), pytest.raises(PersonIsForgotten):
        NAMING[command](stage)()

    assert last_position(stage.platform) == before


def test_who_is_forgotten_represents_nobody_any_more(stage: Stage) -> None:
    with by(COORDINATOR):
        stage.platform.replace_representative(stage.constituted, TRAINING, representative=MARIE, document=NOTE)
    propose(stage, "before")
    forget(stage)
    before = last_position(stage.platform)

    with pytest.raises(Forbidden):
        propose(stage, "after")

    assert last_position(stage.platform) == before


def test_a_forgetting_says_the_id_and_nothing_else(stage: Stage) -> None:
    forget(stage)

    said = events_of(stage.platform)[-1]
    assert isinstance(said, PersonForgotten)
    assert (said.originator_id, said.reason, said.effective_on) == (MARIE, ForgettingReason.REQUESTED, TODAY)
    assert len(said.bassins) == 10


def test_who_is_forgotten_stays_so(stage: Stage) -> None:
    forget(stage)
    before = last_position(stage.platform)

    with pytest.raises(PersonIsForgotten):
        forget(stage)

    assert last_position(stage.platform) == before
