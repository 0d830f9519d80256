"""A look-up of an id as another kind of object neither takes the id nor shows what it is."""

from functools import partial

import pytest

from efe_domain.commands.handler import CommandResult
from efe_domain.meeting.events import JointMeetingKey
from efe_domain.operator.events import OperatorKind
from efe_domain.shared.errors import NotFound
from efe_domain.shared.ids import NumberScheme, operator_id
from tests.domain.given import TODAY, some_id
from tests.infra.commands.stage import COORDINATOR, HALL, NOBODY, Stage, by


def test_an_id_that_an_account_without_rights_looked_up_as_another_kind_stays_free(stage: Stage) -> None:
    platform, operator = stage.platform, operator_id(NumberScheme.FASE, "5")
    with by(NOBODY), pytest.raises(NotFound, match="Décision"):
        platform.adopt_decision(operator)

    with by(COORDINATOR):
        registered = platform.register_operator("liege", NumberScheme.FASE, "5", "N° 5", OperatorKind.EMPLOI)

    assert registered.entity == operator


def test_a_command_of_a_batch_may_begin_what_an_earlier_one_looked_up_as_another_kind(stage: Stage) -> None:
    platform, operator = stage.platform, operator_id(NumberScheme.FASE, "5")
    with by(COORDINATOR):
        looked_up, registered = platform.rehearse(
            [
                partial(platform.adopt_decision, operator),
                partial(platform.register_operator, "liege", NumberScheme.FASE, "5", "N° 5", OperatorKind.EMPLOI),
            ]
        )

    assert isinstance(looked_up, NotFound)
    assert registered == CommandResult(operator, 0)


def test_a_part_of_what_is_no_project_reads_like_a_part_of_nothing(stage: Stage) -> None:
    platform = stage.platform
    with by(COORDINATOR):
        answers = set()
        for project in (some_id("nothing"), stage.decisions.adopted, stage.companion):
            joint = JointMeetingKey(project=project, meeting=some_id("joint"))
            with pytest.raises(NotFound) as refused:
                platform.convene_pole(some_id("own"), stage.constituted, TODAY, HALL, joint=joint)
            answers.add(str(refused.value))

    assert answers == {f"Réunion conjointe introuvable : {some_id('joint')}."}
