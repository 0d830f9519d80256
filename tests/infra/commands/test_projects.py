"""Projects through the platform: whoever acts for a pôle, what is guarded, and the zone (PS-ESM)."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from efe_domain.commands.handler import CommandResult
from efe_domain.platform import Platform
from efe_domain.pole.refusals import PoleIsDissolved
from efe_domain.project.carrier_events import PoleJoined
from efe_domain.project.events import ProjectSubmitted
from efe_domain.shared.codec import encode
from efe_domain.shared.errors import Forbidden
from efe_domain.transparency import merkle
from efe_domain.zone.zone import ZoneNotRepresented
from tests.domain.given import NOTE, TODAY, YESTERDAY, some_id
from tests.domain.projects import AGREED, CONTENT, COUVIN, FLORENNES, NAMUR, SOUTH
from tests.infra.commands.joint_stage import a_pole
from tests.infra.commands.overtaking import Overtaken, refused
from tests.infra.commands.project_stage import adopted, carry, emerged, invited
from tests.infra.commands.stage import (
    COORDINATOR,
    COORDINATOR_OF_NAMUR,
    NOBODY,
    TRAINING,
    Stage,
    by,
    events_of,
    last_position,
)

MARIE = some_id("Marie")
COORDINATOR_OF_THE_SOUTH = some_id("coordinator of Hainaut Sud")


def test_a_representative_of_a_member_acts_for_its_pole(stage: Stage) -> None:
    with by(COORDINATOR):
        stage.platform.replace_representative(
            stage.constituted, TRAINING, representative=MARIE, document=NOTE, on=YESTERDAY
        )

    with by(NOBODY, person=MARIE):
        stage.platform.submit_project(stage.projects.carried)
    with by(NOBODY, person=MARIE), pytest.raises(Forbidden):
        stage.platform.give_verdict("liege", stage.projects.carried, AGREED, "")

    submitted = events_of(stage.platform)[-1]
    assert isinstance(submitted, ProjectSubmitted)
    assert submitted.metadata == {"actor": str(NOBODY)}


@pytest.mark.parametrize(
    "command",
    [
        lambda it: lambda platform: platform.submit_project(it.projects.carried),
        lambda it: lambda platform: platform.emerge_project(some_id("new"), it.constituted, CONTENT),
        lambda it: lambda platform: platform.join_project(it.projects.emerged, it.constituted, it.projects.decision),
    ],
    ids=["submit", "emerge", "join"],
)
def test_a_pole_is_dissolved_while_it_acts(
    stage: Stage, overtaken: Overtaken, command: Callable[[Stage], Callable[[Overtaken], CommandResult]]
) -> None:
    overtaken.rival = lambda: stage.platform.dissolve_pole(stage.constituted, "Fin.")

    refused(PoleIsDissolved, stage, lambda: command(stage)(overtaken))


def test_the_past_that_a_pole_joins_is_counted_as_it_stands(stage: Stage, overtaken: Overtaken) -> None:
    projects = stage.projects
    overtaken.rival = lambda: carry(stage.platform, projects.emerged, stage.companion, on=TODAY)

    with by(COORDINATOR):
        overtaken.join_project(projects.emerged, stage.constituted, projects.decision)

    joined = [event for event in events_of(stage.platform) if isinstance(event, PoleJoined)]
    assert [event.past_events for event in joined if event.originator_id == projects.emerged] == [1, 2]


def test_the_past_that_a_pole_joins_is_counted_within_a_batch_too(stage: Stage) -> None:
    project, one, other = stage.projects.emerged, stage.constituted, stage.companion
    platform = stage.platform
    with by(COORDINATOR):
        invited(platform, project, other)
        decided = adopted(platform, other, project, on=TODAY)

        platform.perform_together(
            [
                lambda: platform.join_project(project, one, stage.projects.decision),
                lambda: platform.join_project(project, other, decided),
            ]
        )

    leaves = [merkle.leaf_hash(encode(event)) for event in events_of(platform) if event.originator_id == project]
    joined = [
        event for event in events_of(platform) if isinstance(event, PoleJoined) and event.originator_id == project
    ]
    assert [(event.past_events, event.past_root) for event in joined] == [
        (count, merkle.root(leaves[:count]).hex()) for count in (1, 2)
    ]


def test_a_project_of_the_zone_is_submitted_once_both_instances_are_represented(platform: Platform) -> None:
    at_namur = a_pole(platform, NAMUR, COORDINATOR_OF_NAMUR)
    at_south = a_pole(platform, SOUTH, COORDINATOR_OF_THE_SOUTH)
    content = replace(CONTENT, zone=True, communes=(FLORENNES, COUVIN))
    with by(COORDINATOR_OF_NAMUR):
        project = carry(platform, emerged(platform, at_namur, content), at_namur)
    with by(COORDINATOR_OF_THE_SOUTH):
        carry(platform, project, at_south)
    before = last_position(platform)

    with by(COORDINATOR_OF_NAMUR), pytest.raises(ZoneNotRepresented):
        platform.submit_project(project)
    unchanged = last_position(platform)
    with by(COORDINATOR_OF_THE_SOUTH):
        platform.designate_zone_representative("hainaut-sud", some_id("Paul"))
    with by(COORDINATOR_OF_NAMUR):
        platform.designate_zone_representative("namur", MARIE)
        platform.submit_project(project)

    assert unchanged == before
    assert events_of(platform)[-1].bassins == ("hainaut-sud", "namur")
