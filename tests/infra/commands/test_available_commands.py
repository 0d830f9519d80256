"""Guards of commands against the commands themselves, in random histories of every command of the stage."""

import random
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from inspect import signature
from typing import Any, Final
from uuid import UUID

import pytest

from efe_domain.guards.available_commands import CANDIDATES, available_commands
from efe_domain.guards.candidates import CommandCandidate, Scope
from efe_domain.guards.guards import INPUT_REFUSALS, Guarded, Guards, Possible
from efe_domain.guards.missing_input import MissingInput
from efe_domain.platform import Platform
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.errors import Refusal
from efe_domain.shared.ids import ZONE, instance_id, unused_id
from tests.domain.given import TODAY
from tests.infra.commands.every_command import COMMANDS, use_cases, who_may
from tests.infra.commands.stage import ADMINISTRATOR, COORDINATOR, COORDINATOR_OF_NAMUR, Stage, by, last_position

SCOPES = {
    COORDINATOR: Scope((Bassin.LIEGE,)),
    COORDINATOR_OF_NAMUR: Scope((Bassin.NAMUR,)),
    ADMINISTRATOR: Scope(administers=True),
}
UNLISTED = {"establish_instance": "the Instance does not exist before"}
AVOIDED: Final = """
    AccessHeld AccessNotHeld AlreadyAcknowledged AlreadyAnswered AlreadyAppliedFor AlreadyAttached AlreadyCompetent
    AlreadyEmerged AlreadyMember DataAlreadyRequested
    AlreadyConvened AlreadyDiffused AlreadyEvaluated AlreadyInTheZone AlreadyInvited AlreadyLeading AlreadyRegistered
    AxesAlreadyMatched AxesNotMatched AxisAlreadyIdentified AxisNotIdentified BodyAlreadySetUp BodyIsDissolved
    CompetenceNotHeld DeadlineMovesEarlier NameTaken NotAMember NotCarried NotCompetent NotLocal NothingToRectify
    NotInTheZone OnePersonTwoColleges OpinionAlreadyBegun SameAgenda SameContent SameContribution SameEffect
    SameErratum SameExpectation SameOpinion CallAlreadyOpened
    SameLetterhead SameParticulars SamePosition SameRulesOfOrder SameSynthesis SameThemes SameVerdict SameWording
    SeatIsVacant
    SeatTaken SiteAlreadyOpen SiteIsClosed SupportHeld ThemeAlreadyCited WithdrawalPending WordingChanged
"""
"""Refusals of commands done again that another input avoids: another operator, axis, text or id."""
COMPARED: Final = """
    account act analysis_id application_id bassin body condition decision_id entity_id invitation_id list_id
    meeting_id objection operator operator_id opinion_id person pole_id project_id proposal question released
    support_id
"""
"""Parameters that say of what object, and in whose name, a command is."""
UNUSED = (unused_id("decision"), unused_id("project"))
DAYS = [TODAY - timedelta(days) for days in (0, 1, 2, 3, 30, 200, 400, 1000)]


class Call(Exception):
    """Call of a use case, with its arguments by name."""

    def __init__(self, name: str, arguments: Mapping[str, Any]) -> None:
        self.name, self.arguments = name, arguments


class Calls:
    """Platform that raises every call of a use case."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    def __getattr__(self, name: str) -> Any:
        if name not in use_cases():
            return getattr(self._platform, name)

        def call(*args: Any, **kwargs: Any) -> None:
            arguments = signature(getattr(Platform, name)).bind(None, *args, **kwargs).arguments
            raise Call(name, {name: value for name, value in arguments.items() if name != "uow"})

        return call


def call_of(command: str, stage: Stage) -> Call:
    with pytest.raises(Call) as call:
        COMMANDS[command](stage.copied_to(Calls(stage.platform)))  # type: ignore[arg-type]
    return call.value


def objects_of(call: Call) -> Iterator[tuple[str, UUID]]:
    """Yields every object that the arguments may name, of any type."""
    values = [*call.arguments.values()]
    values += [getattr(each, name, None) for each in values for name in ("bassin", "pole")]
    bassins = [instance_id(Bassin(each)) for each in values if isinstance(each, str) and each in {*Bassin}]
    for key in dict.fromkeys([*(each for each in values if isinstance(each, UUID)), *bassins, ZONE]):
        for kind in CANDIDATES:
            yield kind, key


def guard_of(guards: Guards, call: Call, scope: Scope) -> Guarded | None:
    """Returns the guard of the call in the list of an object, for the same party; None without one."""
    with guards.examination() as examination:
        for kind, key in objects_of(call):
            for each in list(CANDIDATES[kind](examination, key, scope)):
                if is_of(call, each):
                    return examination.guard(each.command, each.inputs)
    return None


def is_of(call: Call, candidate: CommandCandidate) -> bool:
    known = {name for name, value in candidate.inputs.items() if not isinstance(value, MissingInput)}
    compared = {*COMPARED.split()} & known & call.arguments.keys()
    pairs = [(call.arguments[name], candidate.inputs[name]) for name in compared]
    return candidate.command == call.name and all(one == other or other in UNUSED for one, other in pairs)


def outcome(command: str, stage: Stage) -> Refusal | None:
    try:
        COMMANDS[command](stage)
    except Refusal as refusal:
        return refusal
    return None


def actor_of(command: str) -> UUID:
    return next(each for each in who_may(command) if isinstance(each, UUID) and each in SCOPES)


def is_accepted_on(call: Call, stage: Stage, day: date) -> bool:
    """Tells whether the command, on that day, is accepted or refused for its input. Records nothing."""
    command = getattr(stage.platform, call.name)
    [result] = stage.platform.rehearse([lambda: command(**{**call.arguments, "on": day})])
    return not isinstance(result, Refusal) or isinstance(result, INPUT_REFUSALS)


def check_refused(command: str, call: Call, stage: Stage, guarded: Guarded) -> None:
    """Checks a guard that refuses: today with its code; NO, on no day at all."""
    assert guarded.refusal
    days = [day for day in DAYS if is_accepted_on(call, stage, day)]
    refusal = outcome(command, stage)

    assert refusal, (command, guarded)
    assert refusal.code() == guarded.refusal.code(), command
    assert not (guarded.possible is Possible.NO and days), (command, guarded, days)


@pytest.mark.parametrize("seed", range(2))
def test_a_guard_says_what_the_command_does(stage: Stage, seed: int) -> None:
    guards, order = Guards(stage.platform), random.Random(seed)
    seen: dict[Possible, set[str]] = {each: set() for each in Possible}
    for command in [name for _ in range(2) for name in order.sample(sorted(COMMANDS), len(COMMANDS))]:
        call, actor = call_of(command, stage), actor_of(command)
        with by(actor, by_clock=True):
            guarded = guard_of(guards, call, SCOPES[actor])
            if guarded and guarded.possible is not Possible.NOW:
                check_refused(command, call, stage, guarded)
            elif guarded and (refusal := outcome(command, stage)):
                is_of_input = isinstance(refusal, INPUT_REFUSALS) or type(refusal).__name__ in AVOIDED.split()
                assert is_of_input, (command, refusal)
        if guarded:
            seen[guarded.possible].add(command)

    assert len(seen[Possible.NOW]) > 80
    assert len(seen[Possible.NO]) > 25


def test_every_command_is_in_the_list_of_an_object(still_stage: Stage) -> None:
    guards, unlisted = Guards(still_stage.platform), set()
    for command in COMMANDS:
        with by(actor := actor_of(command), by_clock=True):
            if not guard_of(guards, call_of(command, still_stage), SCOPES[actor]):
                unlisted.add(command)

    assert unlisted == UNLISTED.keys()
    assert COMMANDS.keys() == use_cases()


def test_guards_borrow_nothing_from_the_cache_of_commands(stage: Stage) -> None:
    guards, command = Guards(stage.platform), "communicate_decision"
    with by(COORDINATOR, by_clock=True):
        COMMANDS[command](stage)
        before = {key: len(copies) for key, copies in stage.platform.aggregate_cache._known.items()}
        for kind, key in objects_of(call_of(command, stage)):
            available_commands(guards, kind, key, SCOPES[COORDINATOR])
        after = {key: len(copies) for key, copies in stage.platform.aggregate_cache._known.items()}

    assert before
    assert before == after


def test_a_guard_records_nothing_and_sees_what_others_record(stage: Stage) -> None:
    guards, last = Guards(stage.platform), last_position(stage.platform)
    with by(COORDINATOR, by_clock=True):
        call = call_of("dissolve_pole", stage)
        first = guard_of(guards, call, SCOPES[COORDINATOR])
        assert last_position(stage.platform) == last
        COMMANDS["dissolve_pole"](stage)
        second = guard_of(guards, call, SCOPES[COORDINATOR])

    assert first
    assert second
    assert (first.possible, second.possible) == (Possible.NOW, Possible.NO)


AFTER_THE_END: Final = {
    "dissolve_pole": ("Pole", "pole_id", "grant_pole_access revoke_pole_access request_opinion undertake_opinion"),
    "abandon_project": ("Project", "project_id", "note_project_erratum attach_to_project"),
    "complete_project": (
        "Project",
        "project_id",
        "note_project_erratum attach_to_project record_funding_outcome meet_condition end_support",
    ),
    "close_without_consensus": ("Decision", "decision_id", "note_decision_erratum attach_to_decision"),
    "cancel_meeting": ("Meeting", "meeting_id", "attach_to_meeting"),
    "decline_invitation": ("Invitation", "invitation_id", ""),
    "withdraw_invitation": ("Invitation", "invitation_id", ""),
    "dissolve_body": ("Body", "body", ""),
    "forget_person": ("Person", "person", ""),
}
"""Commands that stay possible once a command has ended its object, by that command; those that correct apart."""


def possible_now(guards: Guards, kind: str, key: UUID) -> set[str]:
    actor = ADMINISTRATOR if kind == "Person" else COORDINATOR
    with by(actor, by_clock=True):
        rows = available_commands(guards, kind, key, SCOPES[actor])
    return {each.command for each in rows if each.guarded.possible is Possible.NOW} - {"rectify", "withdraw_act"}


def test_an_ended_object_has_no_command_that_its_end_refuses(stage: Stage) -> None:
    guards, left = Guards(stage.platform), dict[str, set[str]]()
    for command, (kind, parameter, _) in AFTER_THE_END.items():
        call = call_of(command, stage)
        with by(actor_of(command), by_clock=True):
            assert outcome(command, stage) is None, command
        left[command] = possible_now(guards, kind, call.arguments[parameter])

    assert left == {command: {*commands.split()} for command, (_, _, commands) in AFTER_THE_END.items()}


def test_the_wording_of_an_adopted_decision_about_a_project_is_not_amended(stage: Stage) -> None:
    with by(COORDINATOR, by_clock=True):
        rows = available_commands(Guards(stage.platform), "Decision", stage.projects.decision, SCOPES[COORDINATOR])

    assert [each.guarded.possible for each in rows if each.command == "amend_decision"] == [Possible.NO]
