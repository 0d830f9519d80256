"""Every command that clients may send, derived from the input types of their modules."""

import inspect
from collections.abc import Iterator, Mapping
from types import ModuleType
from typing import Final

from strawberry.types.base import get_object_definition
from strawberry.utils.str_converters import to_snake_case

from efe_graphql.mutations import (
    access_mutations,
    analysis_mutations,
    annex_mutations,
    correction_mutations,
    decision_mutations,
    instance_mutations,
    invitation_mutations,
    meeting_mutations,
    operator_mutations,
    opinion_mutations,
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
    zone_mutations: payloads.ZonePayload,
    correction_mutations: payloads.RectificationPayload,
    withdrawal_mutations: payloads.WithdrawalPayload,
    annex_mutations: payloads.PurgedDocumentPayload,
}
"""The payload of the commands of each module, in the order of the schema."""


def commands_of(module: ModuleType) -> Iterator[type[CommandInput]]:
    """In the order in which they are written; a class without a description is a base of others."""
    for each in vars(module).values():
        if inspect.isclass(each) and issubclass(each, CommandInput) and _is_command(each, module):
            yield each


def all_commands() -> Iterator[tuple[type[CommandInput], type[payloads.Payload]]]:
    """Those that record an event by themselves, with what each answers."""
    for module, payload in PAYLOADS.items():
        for each in commands_of(module):
            yield each, each.PAYLOAD or payload


def field_name(command: type[CommandInput]) -> str:
    """Of its mutation, as Python writes it."""
    return to_snake_case(command.__name__.removesuffix("Input"))


def _is_command(found: type[CommandInput], module: ModuleType) -> bool:
    return found.__module__ == module.__name__ and bool(get_object_definition(found, strict=True).description)
