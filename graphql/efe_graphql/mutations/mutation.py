"""Every command of the platform, one mutation each, derived from the input types of their modules."""

import inspect
from collections.abc import Iterator, Mapping
from types import ModuleType
from typing import Any, Final

import strawberry
from strawberry.tools import create_type
from strawberry.types.base import get_object_definition
from strawberry.utils.str_converters import to_snake_case

from efe_graphql.mutations import (
    access_mutations,
    analysis_mutations,
    decision_mutations,
    instance_mutations,
    meeting_mutations,
    operator_mutations,
    opinion_mutations,
    pole_mutations,
    project_life_mutations,
    project_mutations,
    themes_mutations,
    verdict_mutations,
    zone_mutations,
)
from efe_graphql.mutations.execute import CommandInput, mutation_field
from efe_graphql.mutations.person_mutations import (
    LINK_ACCOUNT,
    REGISTER_PERSON,
    ForgetPersonInput,
    link_account,
    register_person,
)
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
    verdict_mutations: payloads.ProjectPayload,
    project_life_mutations: payloads.ProjectPayload,
    zone_mutations: payloads.ZonePayload,
}
"""The payload of the commands of each module, in the order of the schema."""


def commands_of(module: ModuleType) -> Iterator[type[CommandInput]]:
    """In the order in which they are written; a class without a description is a base of others."""
    for each in vars(module).values():
        if inspect.isclass(each) and issubclass(each, CommandInput) and _is_command(each, module):
            yield each


def _is_command(found: type[CommandInput], module: ModuleType) -> bool:
    return found.__module__ == module.__name__ and bool(get_object_definition(found, strict=True).description)


def _fields() -> Iterator[Any]:
    for module, payload in PAYLOADS.items():
        for each in commands_of(module):
            yield _named(_name(each), mutation_field(each, each.PAYLOAD or payload))
    # A person is no part of the ledger: what registers one, or links an account to one, records no event.
    yield _named("register_person", strawberry.mutation(resolver=register_person, description=REGISTER_PERSON))
    yield _named("forget_person", mutation_field(ForgetPersonInput, payloads.ForgottenPersonPayload))
    yield _named("link_account", strawberry.mutation(resolver=link_account, description=LINK_ACCOUNT))


def _name(command: type[CommandInput]) -> str:
    return to_snake_case(command.__name__.removesuffix("Input"))


def _named(name: str, field: Any) -> Any:
    field.python_name = name
    return field


Mutation = create_type(
    "Mutation",
    list(_fields()),
    description="Les actes. Chacun est enregistré en entier, ou refusé et rien n'est enregistré.",
)
