"""Two Instances and a pôle of each, that carry projects together, on a real ledger."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

import pytest

from efe_domain.access.grants import Role
from efe_domain.commands.handler import CommandResult
from efe_domain.decision.events import DecisionKind
from efe_domain.operator.events import OperatorKind
from efe_domain.platform import Platform
from efe_domain.project.content import ProjectContent
from efe_domain.project.events import ProjectAmended, ProjectEmerged
from efe_domain.project.refusals import ContentChanged
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.command_context import SYSTEM_CLI
from efe_domain.shared.ids import NumberScheme
from tests.domain.given import HEATING, TODAY, YESTERDAY, some_id, speaker_of
from tests.domain.projects import COMMUNES, LIEGE, NAMUR, acting_in
from tests.infra.commands.conftest import Opening
from tests.infra.commands.project_stage import adopted, carry, emerged, stream_of
from tests.infra.commands.races import Result
from tests.infra.commands.stage import COORDINATOR, COORDINATOR_OF_NAMUR, by, events_of

KINDS = (OperatorKind.ENTREPRISE, OperatorKind.FORMATION, OperatorKind.CEFA)
ROUNDS = 20


def a_pole(platform: Platform, bassin: Bassin, coordinator: UUID) -> UUID:
    with by(SYSTEM_CLI):
        platform.establish_instance(bassin, on=YESTERDAY)
        platform.grant_access(bassin, coordinator, Role.COORDINATOR, on=YESTERDAY)
    with by(coordinator):
        platform.identify_axis(bassin, HEATING, on=YESTERDAY)
        pole = platform.create_pole(bassin, HEATING, "Chauffage", on=YESTERDAY).entity
        for kind in KINDS:
            number = f"{kind} {bassin}"
            operator = platform.register_operator(
                bassin, NumberScheme.REGISTER, number, number, kind, on=YESTERDAY
            ).entity
            platform.open_site(bassin, operator, some_id(number), COMMUNES[bassin], on=YESTERDAY)
            platform.recognise_competence(bassin, operator, HEATING, on=YESTERDAY)
            platform.designate_member(pole, operator, representative=speaker_of(operator), on=YESTERDAY)
        platform.constitute_pole(pole, on=YESTERDAY)
    return pole


class JointStage:
    """Two bassins, a constituted pôle in each, and two platforms on one ledger."""

    def __init__(self, platform: Platform, other_platform: Platform) -> None:
        self.platform, self.other_platform = platform, other_platform
        self.liege = a_pole(platform, LIEGE, COORDINATOR)
        self.namur = a_pole(platform, NAMUR, COORDINATOR_OF_NAMUR)

    def a_joint_project(self) -> UUID:
        with by(COORDINATOR):
            project = emerged(self.platform, self.liege, acting_in(LIEGE, NAMUR))
        return self.bring(project)

    def bring(self, project: UUID) -> UUID:
        """Both pôles adopt and carry the content of now, and it is submitted to both Instances."""
        with by(COORDINATOR):
            carry(self.platform, project, self.liege, on=TODAY)
        with by(COORDINATOR_OF_NAMUR):
            carry(self.platform, project, self.namur, on=TODAY)
        with by(COORDINATOR):
            self.platform.submit_project(project)
        return project

    def amending(self, platform: Platform, project: UUID, content: ProjectContent) -> Callable[[], CommandResult]:
        """The amendment that the pôle of Liège has just decided, on one of the two platforms."""
        with by(COORDINATOR):
            decision = adopted(self.platform, self.liege, project, DecisionKind.AMENDMENT, on=TODAY)
        return partial(platform.amend_project, project, content, "Pour voir.", decision_id=decision)

    def hash_of(self, project: UUID) -> str:
        return stream_of(self.platform, project).content_hash

    def content_of(self, project: UUID) -> ProjectContent:
        return stream_of(self.platform, project).content


@pytest.fixture
def joint(platform: Platform, opening: Opening) -> JointStage:
    return JointStage(platform, opening(Platform))


def content_at(platform: Platform, project: UUID, position: int) -> str:
    """Returns the hash of the content that the project had before that position of the ledger."""
    past = [event for event in events_of(platform)[: position - 1] if event.originator_id == project]
    return [event.content_hash for event in past if isinstance(event, ProjectEmerged | ProjectAmended)][-1]


def assert_on_what_was_read(
    platform: Platform, project: UUID, verdict: Result, amendment: CommandResult, read: str
) -> None:
    """Checks that a verdict is on the content that was read then, or refused because it has moved."""
    if isinstance(verdict, CommandResult):
        assert verdict.position < amendment.position
        assert content_at(platform, project, verdict.position) == read
    else:
        assert type(verdict) is ContentChanged


def both(joint: JointStage) -> tuple[Platform, Platform]:
    return joint.platform, joint.other_platform
