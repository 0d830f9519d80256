"""Another command is recorded between deciding and recording: the decision is taken again."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextvars import copy_context
from itertools import cycle
from typing import Any, cast

import pytest

from efe_domain.access.grants import Role
from efe_domain.commands.handler import ATTEMPTS, CommandResult
from efe_domain.instance.instance import AxisNotIdentified
from efe_domain.platform import Platform
from efe_domain.pole.refusals import (
    AlreadyConstituted,
    CompositionIncomplete,
    NameTaken,
    NotCompetent,
    NotLocal,
    PoleIsDissolved,
)
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.errors import Forbidden, VersionConflict
from efe_domain.shared.event import Event
from efe_domain.shared.ids import pole_id
from efe_infra.ledger.recorder import LedgerRecorder
from tests.domain.given import HEATING, WOOD, some_id
from tests.infra.commands.conftest import Opening
from tests.infra.commands.every_command import LIEGE_CENTRE
from tests.infra.commands.stage import (
    ADMINISTRATOR,
    COORDINATOR,
    SPARE,
    TRAINING,
    Stage,
    by,
    last_position,
)

PAUSE = 0.3
"""Seconds that a rival has."""


class Overtaken(Platform):
    """A platform whose rival acts, so many times, after it has decided and before it records."""

    rival: Callable[[], object] = staticmethod(lambda: None)
    times = 1

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.read_in_the_turn: list[int] = []
        """Events of each stream."""

    def read_stream(self, *args: Any, **kwargs: Any) -> list[Event]:
        events = super().read_stream(*args, **kwargs)
        if cast("LedgerRecorder", self.recorder)._turn._held:
            self.read_in_the_turn.append(len(events))
        return events

    def save(self, *objs: Any, **kwargs: Any) -> Any:
        if self.times:
            self.times -= 1
            self.rival()
        return super().save(*objs, **kwargs)


class OvertakenAtTheDoor(Platform):
    """A platform whose rival acts once, after the command was looked up and before anything is read."""

    rival: Callable[[], object] = staticmethod(lambda: None)

    def load(self, *args: Any) -> Any:
        rival, self.rival = self.rival, lambda: None
        rival()
        return super().load(*args)


@pytest.fixture
def overtaken(opening: Opening) -> Overtaken:
    platform = opening(Overtaken)
    assert isinstance(platform, Overtaken)
    return platform


def refused(refusal: type[Exception], stage: Stage, command: Callable[[], CommandResult]) -> None:
    """The command is refused, and of the two only the rival's command is recorded."""
    before = last_position(stage.platform)

    with by(COORDINATOR), pytest.raises(refusal):
        command()

    assert last_position(stage.platform) == before + 1


def test_a_site_closes_while_its_operator_is_designated(stage: Stage, overtaken: Overtaken) -> None:
    overtaken.rival = lambda: stage.platform.close_site("liege", SPARE, some_id("4"))

    refused(NotLocal, stage, lambda: overtaken.designate_member(stage.formed, SPARE))


def test_a_competence_is_withdrawn_while_its_operator_is_designated(stage: Stage, overtaken: Overtaken) -> None:
    overtaken.rival = lambda: stage.platform.withdraw_competence("liege", SPARE, HEATING.key)

    refused(NotCompetent, stage, lambda: overtaken.designate_member(stage.formed, SPARE))


def test_access_is_revoked_while_its_account_acts(stage: Stage, overtaken: Overtaken) -> None:
    def revoke() -> None:
        with by(ADMINISTRATOR):
            stage.platform.revoke_access("liege", COORDINATOR, Role.COORDINATOR)

    overtaken.rival = revoke

    refused(Forbidden, stage, lambda: overtaken.designate_member(stage.formed, SPARE))


def test_an_administrator_is_revoked_while_it_establishes(stage: Stage, overtaken: Overtaken) -> None:
    before = last_position(stage.platform)
    overtaken.rival = lambda: stage.platform.revoke_platform_access(ADMINISTRATOR, Role.ADMINISTRATOR)

    with by(ADMINISTRATOR), pytest.raises(Forbidden):
        overtaken.establish_instance("verviers")

    assert last_position(stage.platform) == before + 1


def test_an_axis_is_withdrawn_while_a_pole_is_created(stage: Stage, overtaken: Overtaken) -> None:
    overtaken.rival = lambda: stage.platform.withdraw_axis("liege", HEATING.key)

    refused(AxisNotIdentified, stage, lambda: overtaken.create_pole("liege", HEATING, "Autre"))


def test_a_member_leaves_while_its_pole_is_constituted(stage: Stage, overtaken: Overtaken) -> None:
    overtaken.rival = lambda: stage.platform.end_membership(stage.formed, TRAINING, "Départ.")

    refused(CompositionIncomplete, stage, lambda: overtaken.constitute_pole(stage.formed))


def test_a_site_closes_while_a_pole_of_its_operator_is_constituted(stage: Stage, overtaken: Overtaken) -> None:
    overtaken.rival = lambda: stage.platform.close_site("liege", TRAINING, some_id("2"))

    refused(NotLocal, stage, lambda: overtaken.constitute_pole(stage.formed))


def test_two_coordinators_constitute_the_same_pole(stage: Stage, overtaken: Overtaken) -> None:
    overtaken.rival = lambda: stage.platform.constitute_pole(stage.formed)

    refused(AlreadyConstituted, stage, lambda: overtaken.constitute_pole(stage.formed))


def test_two_coordinators_create_the_same_pole(stage: Stage, overtaken: Overtaken) -> None:
    overtaken.rival = lambda: stage.platform.create_pole("liege", HEATING, "Autre")

    refused(NameTaken, stage, lambda: overtaken.create_pole("liege", HEATING, "AUTRE"))


def test_a_pole_is_dissolved_while_its_name_is_asked_for_again(stage: Stage, overtaken: Overtaken) -> None:
    with by(COORDINATOR):
        stage.platform.dissolve_pole(stage.formed, "Fin.")
        overtaken.rival = lambda: stage.platform.create_pole("liege", HEATING, "Chauffage")

        with pytest.raises(NameTaken):
            overtaken.create_pole("liege", HEATING, "Chauffage")

        second = pole_id(Bassin.LIEGE, HEATING, "Chauffage", 2)
        stage.platform.dissolve_pole(second, "Fin.")


def test_a_command_overtaken_by_itself_is_answered_as_it_was(stage: Stage, overtaken: Overtaken) -> None:
    before = last_position(stage.platform)
    overtaken.rival = lambda: stage.platform.constitute_pole(stage.formed)

    with by(COORDINATOR, command_id=some_id("command")):
        outcome = overtaken.constitute_pole(stage.formed)

    assert outcome == CommandResult(stage.formed, before + 1, repeated=True)
    assert last_position(stage.platform) == before + 1


def test_a_command_is_not_refused_because_of_itself(stage: Stage, opening: Opening) -> None:
    before = last_position(stage.platform)
    overtaken = opening(OvertakenAtTheDoor)
    assert isinstance(overtaken, OvertakenAtTheDoor)
    overtaken.rival = lambda: stage.platform.constitute_pole(stage.formed)

    with by(COORDINATOR, command_id=some_id("command")):
        outcome = overtaken.constitute_pole(stage.formed)

    assert outcome == CommandResult(stage.formed, before + 1, repeated=True)
    assert last_position(stage.platform) == before + 1


def test_what_still_holds_is_recorded_after_all(stage: Stage, overtaken: Overtaken) -> None:
    before = last_position(stage.platform)
    overtaken.rival = lambda: stage.platform.recognise_competence("liege", SPARE, WOOD)

    with by(COORDINATOR):
        designated = overtaken.designate_member(stage.formed, SPARE)

    assert designated.position == last_position(stage.platform) == before + 2


def test_another_pole_is_no_rival(stage: Stage, overtaken: Overtaken) -> None:
    overtaken.times = ATTEMPTS
    overtaken.rival = lambda: stage.platform.evaluate_pole(stage.constituted, (), "Bien.")

    with by(COORDINATOR):
        overtaken.agree_modalities(stage.formed, 3)

    assert overtaken.times == ATTEMPTS - 1


def test_a_client_that_names_the_version_does_not_decide_on_the_next(stage: Stage, overtaken: Overtaken) -> None:
    overtaken.rival = lambda: stage.platform.agree_modalities(stage.formed, 3)
    before = last_position(stage.platform)

    with by(COORDINATOR):
        version = 4
        with by(COORDINATOR, expected_version=version), pytest.raises(VersionConflict) as conflict:
            overtaken.designate_member(stage.formed, SPARE)

    assert conflict.value.current_version == version + 1
    assert last_position(stage.platform) == before + 1


def test_a_client_that_names_the_version_is_not_troubled_by_what_else_moved(
    stage: Stage, overtaken: Overtaken
) -> None:
    def open_a_site() -> None:
        with by(COORDINATOR):
            stage.platform.open_site("liege", SPARE, some_id("site"), LIEGE_CENTRE)

    overtaken.rival = open_a_site
    before = last_position(stage.platform)

    with by(COORDINATOR, expected_version=4):
        overtaken.designate_member(stage.formed, SPARE)

    assert last_position(stage.platform) == before + 2


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as pool:
        yield pool


def rival_beside(stage: Stage, pool: ThreadPoolExecutor) -> tuple[Callable[[], None], list[Future[CommandResult]]]:
    """A rival that waits for nobody, and what comes of it each time."""
    months, acts = cycle((2, 3)), list[Future[CommandResult]]()

    def act() -> None:
        acts.append(pool.submit(copy_context().run, stage.platform.agree_modalities, stage.formed, next(months)))
        wait(acts, PAUSE)

    return act, acts


def test_a_command_is_overtaken_once(stage: Stage, overtaken: Overtaken, pool: ThreadPoolExecutor) -> None:
    """Then it has the turn, and its rival waits until it is recorded."""
    before = last_position(stage.platform)
    overtaken.rival, acts = rival_beside(stage, pool)
    overtaken.times = 2

    with by(COORDINATOR):
        outcome = overtaken.dissolve_pole(stage.formed, "Fin.")

    [won, lost] = acts
    assert (won.result().position, outcome.position) == (before + 1, before + 2)
    assert isinstance(lost.exception(), PoleIsDissolved)


@pytest.mark.parametrize("still", [True, False], ids=["others write on", "others have ceased"])
def test_what_others_keep_writing_is_decided_on_in_the_turn_at_once(
    stage: Stage, overtaken: Overtaken, pool: ThreadPoolExecutor, *, still: bool
) -> None:
    overtaken.rival, acts = rival_beside(stage, pool)
    with by(COORDINATOR):
        overtaken.designate_member(stage.formed, SPARE)
        if still:
            stage.platform.agree_modalities(stage.formed, 4)
        before, overtaken.times = last_position(stage.platform), 1

        outcome = overtaken.end_membership(stage.formed, SPARE, "Départ.")

    won, lost = sorted((outcome.position, acts[-1].result().position))
    assert (won, lost) == (before + 1, before + 2)
    assert (outcome.position == won) == still


def test_in_the_turn_only_what_is_new_is_read(stage: Stage, overtaken: Overtaken) -> None:
    overtaken.rival = lambda: stage.platform.agree_modalities(stage.formed, 3)

    with by(COORDINATOR):
        overtaken.designate_member(stage.formed, SPARE)

    assert overtaken.read_in_the_turn
    assert sum(overtaken.read_in_the_turn) == 0


def test_a_command_that_loses_its_turn_each_time_tells_the_version_of_now(
    stage: Stage, overtaken: Overtaken, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("efe_infra.ledger.turn.HOLD", PAUSE)
    months = cycle((2, 3))
    overtaken.times = ATTEMPTS
    overtaken.rival = lambda: stage.platform.agree_modalities(stage.formed, next(months))
    before = last_position(stage.platform)

    with by(COORDINATOR), pytest.raises(VersionConflict) as conflict:
        overtaken.dissolve_pole(stage.formed, "Fin.")

    assert conflict.value.current_version == 4 + ATTEMPTS
    assert last_position(stage.platform) == before + ATTEMPTS
