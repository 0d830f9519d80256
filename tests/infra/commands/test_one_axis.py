"""Two pôles around one trade, which their Instances word otherwise, carry a project together."""

from uuid import UUID

import pytest

from efe_domain.access.grants import Role
from efe_domain.commands.handler import CommandResult
from efe_domain.operator.events import OperatorKind
from efe_domain.platform import Platform
from efe_domain.project.refusals import OutsideTheAxis
from efe_domain.shared.axis import Axis, AxisKind, axis
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.command_context import SYSTEM_CLI
from efe_domain.shared.ids import NumberScheme
from tests.domain.given import TODAY, TOMORROW, YESTERDAY, some_id, speaker_of
from tests.domain.projects import COMMUNES, LIEGE, NAMUR, acting_in
from tests.infra.commands.conftest import Opening
from tests.infra.commands.overtaking import Overtaken
from tests.infra.commands.project_stage import adopted, emerged
from tests.infra.commands.stage import COORDINATOR, COORDINATOR_OF_NAMUR, by, last_position

SINGULAR, PLURAL = (axis(AxisKind.METIER, label) for label in ("Tailleur de pierre", "Tailleur de pierres"))
KINDS = (OperatorKind.ENTREPRISE, OperatorKind.FORMATION, OperatorKind.CEFA)
WHO = {LIEGE: COORDINATOR, NAMUR: COORDINATOR_OF_NAMUR}
BASIS = "Plénière du 3 mars 2026."


def a_pole(platform: Platform, bassin: Bassin, around: Axis) -> UUID:
    with by(SYSTEM_CLI):
        platform.establish_instance(bassin, on=YESTERDAY)
        platform.grant_access(bassin, WHO[bassin], Role.COORDINATOR, on=YESTERDAY)
    with by(WHO[bassin]):
        platform.identify_axis(bassin, around, on=YESTERDAY)
        pole = platform.create_pole(bassin, around, "Pierre", on=YESTERDAY).entity
        for kind in KINDS:
            number = f"{kind} {bassin}"
            operator = platform.register_operator(
                bassin, NumberScheme.REGISTER, number, number, kind, on=YESTERDAY
            ).entity
            platform.open_site(bassin, operator, some_id(number), COMMUNES[bassin], on=YESTERDAY)
            platform.recognise_competence(bassin, operator, around, on=YESTERDAY)
            platform.designate_member(pole, operator, representative=speaker_of(operator), on=YESTERDAY)
        platform.constitute_pole(pole, on=YESTERDAY)
    return pole


class Joining:
    """A project of Liège that a pôle of Namur is to join."""

    def __init__(self, platform: Platform, overtaken: Overtaken) -> None:
        self.platform, self.overtaken = platform, overtaken
        leading, self.pole = a_pole(platform, LIEGE, SINGULAR), a_pole(platform, NAMUR, PLURAL)
        with by(COORDINATOR):
            self.project = emerged(platform, leading, acting_in(LIEGE, NAMUR))

    def both_decide(self) -> None:
        with by(COORDINATOR):
            self.platform.match_axes("liege", SINGULAR.key, "namur", PLURAL.key, BASIS)
        with by(COORDINATOR_OF_NAMUR):
            self.platform.match_axes("namur", PLURAL.key, "liege", SINGULAR.key, BASIS)

    def invite(self) -> None:
        with by(COORDINATOR):
            self.platform.invite_pole(self.project, self.pole, TOMORROW, on=TODAY)
        with by(COORDINATOR_OF_NAMUR):
            self.decision = adopted(self.platform, self.pole, self.project, on=TODAY)

    def join(self, platform: Platform) -> CommandResult:
        with by(COORDINATOR_OF_NAMUR):
            return platform.join_project(self.project, self.pole, self.decision)


@pytest.fixture
def joining(platform: Platform, opening: Opening) -> Joining:
    overtaken = opening(Overtaken)
    assert isinstance(overtaken, Overtaken)
    return Joining(platform, overtaken)


def test_it_joins_once_both_instances_decided_that_the_axes_are_one(joining: Joining) -> None:
    with pytest.raises(OutsideTheAxis):
        joining.invite()
    joining.both_decide()
    joining.invite()

    joined = joining.join(joining.platform)

    assert joined.position == last_position(joining.platform)


def test_one_instance_changes_its_mind_while_a_pole_joins(joining: Joining) -> None:
    joining.both_decide()
    joining.invite()

    def unmatch() -> None:
        with by(COORDINATOR):
            joining.platform.unmatch_axes("liege", SINGULAR.key, "namur", PLURAL.key)

    joining.overtaken.rival = unmatch
    before = last_position(joining.platform)

    with pytest.raises(OutsideTheAxis):
        joining.join(joining.overtaken)

    assert last_position(joining.platform) == before + 1
