"""Cached aggregates spare a process reading streams again, and change no answer."""

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any
from uuid import UUID

import pytest

from efe_domain.access.grants import Role
from efe_domain.access.register import Register, RegisterEvent
from efe_domain.commands.aggregate_cache import AggregateCache
from efe_domain.commands.handler import CommandResult, UseCases, use_case
from efe_domain.instance.instance import AxisAlreadyIdentified, AxisNotIdentified
from efe_domain.platform import Platform
from efe_domain.shared.axis import AxisKind, axis
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.errors import CommandReused, Forbidden, Refusal
from efe_domain.shared.ids import instance_id
from efe_domain.shared.ledger import AppendOutcomeUnknown
from efe_infra.ledger.factory import ledger_env
from efe_infra.postgres.database import Database
from tests.conftest import Cloning
from tests.domain.given import TODAY, TOMORROW, WOOD, YESTERDAY, some_id
from tests.domain.state import state
from tests.infra.commands.conftest import Opening
from tests.infra.commands.every_command import COMMANDS, who_may
from tests.infra.commands.stage import ADMINISTRATOR, COORDINATOR, Stage, by, events_of, last_position

LIEGE = instance_id(Bassin.LIEGE)
STEPS = 150


class Counted(Platform):
    """A platform that tells how many streams it read, and how often it asked for a record."""

    def __init__(self, env: Any = None) -> None:
        super().__init__(env)
        self.read: list[UUID] = []
        self.asked = 0
        get = self.events.get

        def counted(stream: UUID, **bounds: Any) -> Any:
            self.read.append(stream)
            return get(stream, **bounds)

        self.events.get = counted  # type: ignore[assignment,method-assign]

    def save(self, *objs: Any, **kwargs: Any) -> Any:
        self.asked += 1
        return super().save(*objs, **kwargs)


class CutOff(Platform):
    """A platform that does not hear, once, that what it asked to be recorded was."""

    cut = False

    def save(self, *objs: Any, **kwargs: Any) -> Any:
        recorded = super().save(*objs, **kwargs)
        if self.cut:
            self.cut = False
            raise AppendOutcomeUnknown("cut off")
        return recorded


class Forgetful(AggregateCache):
    """Keeps nothing."""

    def keep(self, *_: object) -> None:
        return


class Fragile(Register):
    """A register that breaks when it has half applied an event."""

    def _apply(self, event: RegisterEvent) -> None:
        super()._apply(event)
        raise ZeroDivisionError


@use_case
def grant_and_break(uow: UseCases) -> CommandResult:
    register = uow.target(uow.load(Fragile, some_id("fragile")))
    register.grant_access(COORDINATOR, Role.READER, on=TODAY)
    return uow.record(register)


@pytest.fixture
def counted(opening: Opening) -> Counted:
    platform = opening(Counted)
    assert isinstance(platform, Counted)
    return platform


def remembered(platform: Platform) -> Iterator[Any]:
    for stream in list(platform.aggregate_cache._known):
        while aggregate := platform.aggregate_cache.lend(stream):
            yield aggregate


def assert_remembers_the_ledger(platform: Platform) -> None:
    """Everything remembered is what the ledger has, up to its version. It is not remembered afterwards."""
    for aggregate in remembered(platform):
        events: Any = platform.events.get(aggregate.id, lte=aggregate.version)
        assert state(aggregate) == state(type(aggregate).replay(aggregate.id, events))


def test_a_command_after_another_reads_no_stream_again(stage: Stage, counted: Counted) -> None:
    with by(COORDINATOR):
        counted.identify_axis("liege", WOOD)
        first = list(counted.read)
        counted.withdraw_axis("liege", WOOD.key)

    assert first == [LIEGE]
    assert counted.read == first
    assert_remembers_the_ledger(counted)


def test_what_another_door_recorded_is_not_overlooked(stage: Stage, counted: Counted) -> None:
    with by(COORDINATOR):
        counted.identify_axis("liege", axis(AxisKind.METIER, "Autre"))
        stage.platform.identify_axis("liege", WOOD)
        before = last_position(stage.platform)

        with pytest.raises(AxisAlreadyIdentified):
            counted.identify_axis("liege", WOOD)
        stage.platform.withdraw_axis("liege", WOOD.key)
        recorded = counted.identify_axis("liege", WOOD, on=TODAY)

    assert recorded.position == last_position(stage.platform) == before + 2


def test_a_refusal_from_memory_is_decided_again(stage: Stage, counted: Counted) -> None:
    with by(COORDINATOR):
        counted.identify_axis("liege", WOOD, on=YESTERDAY)
        stage.platform.withdraw_axis("liege", WOOD.key)
        again = counted.identify_axis("liege", WOOD)

    assert again.position == last_position(stage.platform)


def test_a_right_that_is_remembered_and_revoked_serves_no_more(stage: Stage, counted: Counted) -> None:
    with by(COORDINATOR):
        counted.identify_axis("liege", WOOD, on=YESTERDAY)
    with by(ADMINISTRATOR):
        stage.platform.revoke_access("liege", COORDINATOR, Role.COORDINATOR)
    before = last_position(stage.platform)

    with by(COORDINATOR), pytest.raises(Forbidden):
        counted.withdraw_axis("liege", WOOD.key)

    assert last_position(stage.platform) == before


def test_who_lost_the_right_does_not_learn_that_a_command_was_used(stage: Stage, counted: Counted) -> None:
    with by(COORDINATOR, command_id=some_id("command")):
        counted.identify_axis("liege", WOOD, on=YESTERDAY)
    with by(ADMINISTRATOR):
        stage.platform.revoke_access("liege", COORDINATOR, Role.COORDINATOR)

    with by(COORDINATOR, command_id=some_id("command")), pytest.raises(Forbidden):
        counted.withdraw_axis("liege", WOOD.key)


def test_where_others_write_the_ledger_is_read_first_until_they_stop(stage: Stage, counted: Counted) -> None:
    trades = [axis(AxisKind.METIER, f"Métier {number}") for number in range(6)]
    with by(COORDINATOR):
        counted.identify_axis("liege", trades[0])
        stage.platform.identify_axis("liege", trades[1])
        counted.identify_axis("liege", trades[2])
        overtaken = counted.asked
        stage.platform.identify_axis("liege", trades[3])
        counted.identify_axis("liege", trades[4])
        read_first = counted.asked
        counted.identify_axis("liege", WOOD)
        reads = len(counted.read)
        counted.identify_axis("liege", trades[5])

    assert (overtaken, read_first) == (3, 4)
    assert len(counted.read) == reads


def test_what_may_not_be_recorded_is_not_remembered(stage: Stage, opening: Opening) -> None:
    platform = opening(CutOff)
    assert isinstance(platform, CutOff)
    with by(COORDINATOR):
        platform.identify_axis("liege", WOOD, on=YESTERDAY)
        platform.cut = True
        with pytest.raises(AppendOutcomeUnknown):
            platform.withdraw_axis("liege", WOOD.key)

        with pytest.raises(AxisNotIdentified):
            platform.withdraw_axis("liege", WOOD.key)
        platform.identify_axis("liege", WOOD)

    assert_remembers_the_ledger(platform)


def test_what_is_refused_halfway_is_not_remembered(stage: Stage, opening: Opening) -> None:
    class Halfway(Platform):
        def save(self, *_: Any, **__: Any) -> Any:
            raise CommandReused(some_id("command"))

    platform = opening(Halfway)
    with by(COORDINATOR), pytest.raises(CommandReused):
        platform.identify_axis("liege", WOOD)

    assert_remembers_the_ledger(platform)


def test_what_broke_halfway_is_not_remembered(database: Database) -> None:
    with Platform(env=ledger_env(database)) as platform:
        with by(COORDINATOR), pytest.raises(ZeroDivisionError):
            grant_and_break(platform)

        assert platform.aggregate_cache.lend(some_id("fragile")) is None


@pytest.mark.parametrize("seed", range(3))
def test_commands_at_doors_that_remember_end_as_at_one_that_does_not(cloning: Cloning, seed: int) -> None:
    """The same commands, in the same order, by whoever may do them and by whoever may not."""
    with cloning() as prepared, ExitStack() as stack:
        with Platform(env=ledger_env(prepared)) as platform:
            stage = Stage(platform)
        copies = [stack.enter_context(cloning(prepared)) for _ in range(2)]
        *platforms, oracle = (stack.enter_context(Platform(env=ledger_env(copies[n]))) for n in (0, 0, 1))
        oracle.aggregate_cache = Forgetful()

        for command, actor, today, at in steps(seed):
            with by(actor, today=today):
                assert what_becomes_of(command, stage, platforms[at]) == what_becomes_of(command, stage, oracle)

        assert events_of(platforms[0]) == events_of(oracle)
        for other_platform in platforms:
            assert_remembers_the_ledger(other_platform)


def steps(seed: int) -> Iterator[tuple[str, UUID | str, Any, int]]:
    draw = random.Random(seed)
    for _ in range(STEPS):
        command = draw.choice(sorted(COMMANDS))
        other = draw.choice(sorted(COMMANDS))
        actor = draw.choice(who_may(draw.choice((command, command, command, other))))
        yield command, actor, draw.choice((TODAY, TODAY, TOMORROW)), draw.randrange(2)


def what_becomes_of(
    command: str, stage: Stage, other_platform: Platform
) -> CommandResult | tuple[type[Refusal], str]:
    for each in (stage, stage.corrections, stage.withdrawals):
        each.platform = other_platform
    try:
        return COMMANDS[command](stage)
    except Refusal as refusal:
        return type(refusal), str(refusal)


def test_threads_at_two_doors_lose_nothing_and_remember_what_is(stage: Stage, opening: Opening) -> None:
    platforms = [stage.platform, opening(Platform)]
    before = last_position(stage.platform)

    def identify(number: int) -> CommandResult:
        with by(COORDINATOR):
            return platforms[number % 2].identify_axis("liege", axis(AxisKind.METIER, f"Métier {number}"))

    with ThreadPoolExecutor(8) as threads:
        outcomes = list(threads.map(identify, range(80)))

    assert sorted(each.position for each in outcomes) == [before + nth for nth in range(1, 81)]
    for other_platform in platforms:
        assert_remembers_the_ledger(other_platform)
