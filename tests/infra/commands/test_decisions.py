"""Members act with their own accounts, coordinators record on their behalf, and nothing slips in between."""

from uuid import UUID

import pytest

from efe_domain.commands.handler import CommandResult
from efe_domain.decision.events import DecisionKind, Stance
from efe_domain.decision.refusals import NotEveryoneConsulted, ObjectionStands, WordingChanged
from efe_domain.pole.refusals import NotAMember
from efe_domain.shared.errors import Forbidden, NotFound
from tests.domain.given import NOTE, TODAY, TOMORROW, YESTERDAY, some_id
from tests.infra.commands.decision_stage import COMPANY, OTHER, SCHOOL, TRAINING, WORDING
from tests.infra.commands.overtaking import Overtaken, refused
from tests.infra.commands.stage import COORDINATOR, NOBODY, SPARE, Stage, by, events_of, last_position

MARIE, PAUL = some_id("Marie"), some_id("Paul")


@pytest.fixture
def represented(stage: Stage) -> Stage:
    """Marie represents the training centre since yesterday."""
    with by(COORDINATOR):
        stage.platform.replace_representative(
            stage.constituted, TRAINING, representative=MARIE, document=NOTE, on=YESTERDAY
        )
    return stage


def abstain(stage: Stage, member: UUID = TRAINING) -> CommandResult:
    return stage.platform.take_position(
        stage.decisions.objected, member, Stance.ABSTAIN, content_hash=stage.decisions.hash, document=NOTE
    )


def test_a_representative_acts_in_its_own_name(represented: Stage) -> None:
    with by(NOBODY, person=MARIE):
        abstain(represented)

    assert events_of(represented.platform)[-1].metadata == {"actor": str(NOBODY)}


def test_a_coordinator_records_on_behalf_of_the_member(represented: Stage) -> None:
    with by(COORDINATOR):
        abstain(represented)

    assert events_of(represented.platform)[-1].metadata == {
        "actor": str(COORDINATOR),
        "on_behalf_of": str(TRAINING),
    }


def test_a_coordinator_represents_no_member(represented: Stage) -> None:
    with by(COORDINATOR, person=MARIE):
        abstain(represented)

    assert events_of(represented.platform)[-1].metadata["on_behalf_of"] == str(TRAINING)


def test_the_person_of_an_account_is_no_part_of_the_ledger(represented: Stage) -> None:
    with by(NOBODY, person=MARIE):
        abstain(represented)

    last = events_of(represented.platform)[-1]
    assert str(MARIE) not in str(last)


def test_a_representative_does_not_speak_for_another_member(represented: Stage) -> None:
    before = last_position(represented.platform)

    with by(NOBODY, person=MARIE):
        with pytest.raises(Forbidden):
            abstain(represented, SCHOOL)
        with pytest.raises(Forbidden):
            represented.platform.withdraw_objection(represented.decisions.objected, 1, "Retrait.", document=NOTE)
        with pytest.raises(Forbidden):
            represented.platform.receive_decision(represented.decisions.communicated)

    assert last_position(represented.platform) == before


@pytest.mark.parametrize("person", [None, PAUL])
def test_who_represents_nobody_takes_no_part(represented: Stage, person: UUID | None) -> None:
    before = last_position(represented.platform)

    with by(NOBODY, person=person), pytest.raises(Forbidden):
        abstain(represented)

    assert last_position(represented.platform) == before


def test_who_represents_a_member_elsewhere_takes_no_part_here(represented: Stage) -> None:
    with by(COORDINATOR):
        represented.platform.replace_representative(represented.formed, COMPANY, representative=PAUL, document=NOTE)
    before = last_position(represented.platform)

    with by(NOBODY, person=PAUL), pytest.raises(Forbidden):
        represented.platform.propose_decision(some_id("new"), represented.constituted, DecisionKind.DECISION, WORDING)

    assert last_position(represented.platform) == before


def test_the_right_of_a_representative_ends_with_the_seat(represented: Stage) -> None:
    with by(COORDINATOR):
        represented.platform.end_membership(represented.constituted, TRAINING, "Départ.", on=TODAY)
    before = last_position(represented.platform)

    with by(NOBODY, person=MARIE), pytest.raises(Forbidden):
        represented.platform.adopt_decision(represented.decisions.agreed)
    with by(NOBODY, TOMORROW, person=MARIE), pytest.raises(Forbidden):
        represented.platform.adopt_decision(represented.decisions.agreed, on=YESTERDAY)

    assert last_position(represented.platform) == before


def test_what_a_decision_carries_exists(represented: Stage) -> None:
    before = last_position(represented.platform)

    for kind in (DecisionKind.PROJECT, DecisionKind.OPINION):
        for subject in (some_id("nothing"), represented.decisions.pole):
            with by(COORDINATOR), pytest.raises(NotFound):
                represented.platform.propose_decision(
                    some_id("new"), represented.constituted, kind, WORDING, subject=subject
                )

    assert last_position(represented.platform) == before


def test_an_objection_is_raised_while_the_decision_is_adopted(stage: Stage, overtaken: Overtaken) -> None:
    on = stage.decisions
    overtaken.rival = lambda: stage.platform.take_position(
        on.agreed, SCHOOL, Stance.OBJECT, "Non.", content_hash=on.hash, document=NOTE
    )

    refused(ObjectionStands, stage, lambda: overtaken.adopt_decision(on.agreed))


def test_the_wording_changes_while_the_decision_is_adopted(stage: Stage, overtaken: Overtaken) -> None:
    on = stage.decisions
    overtaken.rival = lambda: stage.platform.amend_decision(on.agreed, OTHER)

    refused(NotEveryoneConsulted, stage, lambda: overtaken.adopt_decision(on.agreed))


def test_the_wording_changes_while_a_position_is_taken(stage: Stage, overtaken: Overtaken) -> None:
    on = stage.decisions
    overtaken.rival = lambda: stage.platform.amend_decision(on.objected, OTHER)

    refused(
        WordingChanged,
        stage,
        lambda: overtaken.take_position(on.objected, TRAINING, Stance.AGREE, content_hash=on.hash, document=NOTE),
    )


def test_a_member_leaves_while_its_position_is_taken(stage: Stage, overtaken: Overtaken) -> None:
    on = stage.decisions
    with by(COORDINATOR):
        stage.platform.designate_member(stage.constituted, SPARE, on=TODAY)
    overtaken.rival = lambda: stage.platform.end_membership(stage.constituted, SCHOOL, "Départ.", on=TODAY)

    refused(
        NotAMember,
        stage,
        lambda: overtaken.take_position(
            on.objected, SCHOOL, Stance.AGREE, "Rassurée.", content_hash=on.hash, document=NOTE
        ),
    )
