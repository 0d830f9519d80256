"""Registry of commands: their inputs, the names of their mutations, and the one-of input of a batch."""

import inspect
from collections.abc import Iterator, Mapping
from dataclasses import fields
from types import ModuleType
from typing import Any, Final

import strawberry
from strawberry import UNSET, field
from strawberry.types.base import get_object_definition
from strawberry.utils.str_converters import to_camel_case, to_snake_case

from efe_graphql.mutations import (
    access_mutations,
    analysis_mutations,
    annex_mutations,
    correction_mutations,
    decision_mutations,
    funding_mutations,
    instance_mutations,
    invitation_mutations,
    joint_meeting_mutations,
    meeting_mutations,
    operator_mutations,
    opinion_mutations,
    plan_mutations,
    pole_mutations,
    project_life_mutations,
    project_mutations,
    themes_mutations,
    verdict_mutations,
    withdrawal_mutations,
    zone_mutations,
)
from efe_graphql.mutations.execute import CommandInput
from efe_graphql.types import payloads

PAYLOADS: Final[Mapping[ModuleType, type[payloads.Payload]]] = {
    instance_mutations: payloads.InstancePayload,
    access_mutations: payloads.InstancePayload,
    operator_mutations: payloads.OperatorPayload,
    pole_mutations: payloads.PolePayload,
    decision_mutations: payloads.DecisionPayload,
    meeting_mutations: payloads.MeetingPayload,
    analysis_mutations: payloads.AnalysisPayload,
    themes_mutations: payloads.ThemeListPayload,
    opinion_mutations: payloads.OpinionPayload,
    project_mutations: payloads.ProjectPayload,
    invitation_mutations: payloads.InvitationPayload,
    verdict_mutations: payloads.ProjectPayload,
    project_life_mutations: payloads.ProjectPayload,
    plan_mutations: payloads.ProjectPayload,
    joint_meeting_mutations: payloads.ProjectPayload,
    funding_mutations: payloads.FundingCallPayload,
    zone_mutations: payloads.ZonePayload,
    correction_mutations: payloads.RectificationPayload,
    withdrawal_mutations: payloads.WithdrawalPayload,
    annex_mutations: payloads.PurgedDocumentPayload,
}
"""The payload of the commands of each module, in the order of the schema."""


def commands_of(module: ModuleType) -> Iterator[type[CommandInput]]:
    """Yields the command inputs of a module, in their order. A class without a description is a base of others."""
    for each in vars(module).values():
        if inspect.isclass(each) and issubclass(each, CommandInput) and _is_command(each, module):
            yield each


def all_commands() -> Iterator[tuple[type[CommandInput], type[payloads.Payload]]]:
    """Yields the commands that record an event by themselves, each with its payload."""
    for module, payload in PAYLOADS.items():
        for each in commands_of(module):
            yield each, each.PAYLOAD or payload


def field_name(command: type[CommandInput]) -> str:
    """Returns the name of the command's mutation in snake case."""
    return to_snake_case(command.__name__.removesuffix("Input"))


def _is_command(kind: type[CommandInput], module: ModuleType) -> bool:
    return kind.__module__ == module.__name__ and bool(get_object_definition(kind, strict=True).description)


COMMANDS: Final[Mapping[str, type[CommandInput]]] = {
    to_camel_case(field_name(command)): command for command, _ in all_commands()
}
"""Commands by the name of their mutation."""
PAYLOAD_OF: Final[Mapping[type[CommandInput], type[payloads.Payload]]] = dict(all_commands())


def _input() -> Any:
    members: dict[str, Any] = {"__annotations__": {}, "__doc__": "One of the commands.", "__module__": __name__}
    for command in COMMANDS.values():
        description = get_object_definition(command, strict=True).description
        members["__annotations__"][field_name(command)] = command | None
        members[field_name(command)] = field(default=UNSET, description=description)
    return strawberry.input(
        type("OneCommand", (), members),
        name="CommandInput",
        one_of=True,
        description="Une commande, sous le nom de sa mutation.",
    )


OneCommand: Final = _input()


def chosen(one: Any) -> CommandInput:
    """Returns the one command of the input."""
    values = [value for each in fields(one) if (value := getattr(one, each.name)) not in (UNSET, None)]
    command: CommandInput = values[0]  # the schema requires exactly one
    return command
