"""Commands at the same moment, by real threads of two processes: in the order of the ledger, no rule is broken."""

from collections import Counter
from functools import partial

import pytest

from efe_domain.access.grants import Role
from efe_domain.commands.handler import CommandResult
from efe_domain.instance.instance import AxisNotIdentified
from efe_domain.law.rules import Rule
from efe_domain.operator.events import OperatorKind
from efe_domain.operator.refusals import AlreadyRegistered
from efe_domain.platform import Platform
from efe_domain.pole.refusals import AlreadyConstituted, AlreadyMember, NameTaken, NotLocal
from efe_domain.shared.axis import AxisKind, axis
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.errors import Forbidden, Refusal
from efe_domain.shared.ids import NumberScheme, pole_id
from tests.domain.given import HEATING, YESTERDAY, some_id
from tests.infra.commands.conftest import Opening
from tests.infra.commands.races import Result, at_once
from tests.infra.commands.stage import (
    ADMINISTRATOR,
    COORDINATOR,
    SPARE,
    Stage,
    a_pole_of_liege,
    an_operator_of_liege,
    by,
    last_position,
)

ROUNDS = 25
CEFA = OperatorKind.CEFA


@pytest.fixture
def other_platform(stage: Stage, opening: Opening) -> Platform:
    """A second platform on the ledger of the stage."""
    return opening(Platform)


def assert_before_or_refused(command: Result, ending: Result, refusal: type[Refusal]) -> None:
    """The command stands in the ledger before what makes it illegal, or it is refused for that reason."""
    assert isinstance(ending, CommandResult)
    if isinstance(command, CommandResult):
        assert command.position < ending.position
    else:
        assert type(command) is refusal


def test_nobody_is_designated_after_its_only_site_has_closed(stage: Stage, other_platform: Platform) -> None:
    for number in map(str, range(100, 100 + ROUNDS)):
        with by(COORDINATOR):
            operator = an_operator_of_liege(stage.platform, number, OperatorKind.EMPLOI)

        designated, closed = at_once(
            (COORDINATOR, partial(other_platform.designate_member, stage.formed, operator)),
            (COORDINATOR, partial(stage.platform.close_site, "liege", operator, some_id(number))),
        )

        assert_before_or_refused(designated, closed, NotLocal)


def test_nobody_acts_after_its_access_is_revoked(stage: Stage, other_platform: Platform) -> None:
    for number in range(ROUNDS):
        account = some_id(f"account {number}")
        with by(ADMINISTRATOR):
            stage.platform.grant_access("liege", account, Role.COORDINATOR, on=YESTERDAY)

        acted, revoked = at_once(
            (account, partial(other_platform.agree_modalities, stage.formed, 1 + number)),
            (ADMINISTRATOR, partial(stage.platform.revoke_access, "liege", account, Role.COORDINATOR)),
        )

        assert_before_or_refused(acted, revoked, Forbidden)


def test_no_pole_is_created_around_an_axis_that_is_withdrawn(stage: Stage, other_platform: Platform) -> None:
    for number in range(ROUNDS):
        trade = axis(AxisKind.METIER, f"Métier {number}")
        with by(COORDINATOR):
            stage.platform.identify_axis("liege", trade, on=YESTERDAY)

        created, withdrawn = at_once(
            (COORDINATOR, partial(other_platform.create_pole, "liege", trade, "Pôle")),
            (COORDINATOR, partial(stage.platform.withdraw_axis, "liege", trade.key)),
        )

        assert_before_or_refused(created, withdrawn, AxisNotIdentified)


def test_of_two_constitutions_one_is_refused(stage: Stage, other_platform: Platform) -> None:
    for number in range(ROUNDS):
        with by(COORDINATOR):
            pole = a_pole_of_liege(stage.platform, f"Pôle {number}")

        results = at_once(
            (COORDINATOR, partial(other_platform.constitute_pole, pole)),
            (COORDINATOR, partial(stage.platform.constitute_pole, pole)),
        )

        assert {type(result) for result in results} == {CommandResult, AlreadyConstituted}


def test_of_eight_creations_of_one_name_one_succeeds(stage: Stage, other_platform: Platform) -> None:
    with by(COORDINATOR):
        stage.platform.dissolve_pole(stage.formed, "Fin.")

    for nth in range(2, 7):
        before = last_position(stage.platform)

        results = at_once(
            *(
                (COORDINATOR, partial(at.create_pole, "liege", HEATING, "Chauffage"))
                for at in (stage.platform, other_platform) * 4
            )
        )

        created = [result for result in results if isinstance(result, CommandResult)]
        assert Counter(map(type, results)) == {NameTaken: 7, CommandResult: 1}
        assert [(one.entity, one.position) for one in created] == [
            (pole_id(Bassin.LIEGE, HEATING, "Chauffage", nth), before + 1)
        ]
        with by(COORDINATOR):
            stage.platform.dissolve_pole(created[0].entity, "Fin.")


def test_of_two_poles_that_take_one_name_one_is_refused(stage: Stage, other_platform: Platform) -> None:
    for number in range(ROUNDS):
        name = f"Énergie {number}"
        with by(COORDINATOR):
            pole = a_pole_of_liege(stage.platform, f"Pôle {number}")

        results = at_once(
            (COORDINATOR, partial(other_platform.create_pole, "liege", HEATING, name)),
            (COORDINATOR, partial(stage.platform.rename_pole, pole, name)),
        )

        assert {type(result) for result in results} == {CommandResult, NameTaken}


def test_of_two_operators_that_take_one_number_one_is_refused(stage: Stage, other_platform: Platform) -> None:
    for number in map(str, range(200, 200 + ROUNDS)):
        register = partial(other_platform.register_operator, "liege", NumberScheme.FASE, number, "École", CEFA)

        results = at_once(
            (COORDINATOR, register),
            (COORDINATOR, partial(stage.platform.renumber_operator, "liege", SPARE, NumberScheme.FASE, number)),
        )

        assert {type(result) for result in results} == {CommandResult, AlreadyRegistered}


def test_of_eight_designations_of_one_operator_one_succeeds(stage: Stage, other_platform: Platform) -> None:
    platforms = (stage.platform, other_platform) * 4

    results = at_once(*((COORDINATOR, partial(at.designate_member, stage.formed, SPARE)) for at in platforms))

    assert Counter(map(type, results)) == {AlreadyMember: 7, CommandResult: 1}


def test_eight_commands_on_one_instance_all_succeed(stage: Stage, other_platform: Platform) -> None:
    before = last_position(stage.platform)

    results = at_once(
        *(
            (COORDINATOR, partial(at.set_up_body, "liege", some_id(f"body {number}"), f"Chambre {number}", Rule.M6))
            for number, at in enumerate((stage.platform, other_platform) * 4)
        )
    )

    assert sorted(result.position for result in results if isinstance(result, CommandResult)) == [
        before + nth for nth in range(1, 9)
    ]
