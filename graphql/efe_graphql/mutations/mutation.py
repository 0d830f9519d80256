"""Type `Mutation`: one field for each command, and one for batches."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from functools import wraps
from typing import Any, Final

import strawberry
from strawberry.tools import create_type
from strawberry.types.fields.resolver import StrawberryResolver
from strawberry.utils.str_converters import to_camel_case

from efe_graphql.mutations import api_token_mutations as tokens
from efe_graphql.mutations import invitation_answer_mutations as answers
from efe_graphql.mutations import person_invitation_mutations as invitations
from efe_graphql.mutations.command_registry import all_commands, field_name
from efe_graphql.mutations.composite import CompositeInput
from efe_graphql.mutations.composite_field import composite_field
from efe_graphql.mutations.free_texts import names_persons
from efe_graphql.mutations.meeting_record import RecordMeetingInput, TakePositionsInput
from efe_graphql.mutations.meeting_series import ConveneSeriesInput
from efe_graphql.mutations.mutation_field import mutation_field
from efe_graphql.mutations.perform_all import PERFORM_ALL, perform_all
from efe_graphql.mutations.person_mutations import (
    INVITE_ACCOUNT,
    LINK_ACCOUNT,
    REGISTER_PERSON,
    AmendPersonInput,
    ForgetPersonInput,
    invite_account,
    link_account,
    register_person,
)
from efe_graphql.mutations.pole_composition import ComposePoleInput
from efe_graphql.mutations.project_sharing import InvitePolesInput
from efe_graphql.mutations.service_mutations import DECLARE_SERVICE, declare_service
from efe_graphql.request.context import Info
from efe_graphql.types import payloads
from efe_graphql.types.invited_poles import InvitedPolesPayload
from efe_graphql.types.meeting_decisions import ConvenedSeriesPayload, RecordedMeetingPayload

COMPOSITES: Final[Mapping[type[CompositeInput], type[payloads.Payload]]] = {
    RecordMeetingInput: RecordedMeetingPayload,
    TakePositionsInput: payloads.DecisionPayload,
    ComposePoleInput: payloads.PolePayload,
    ConveneSeriesInput: ConvenedSeriesPayload,
    InvitePolesInput: InvitedPolesPayload,
}
"""Composite commands with their payloads; no batch and no import has them."""


def _fields() -> Iterator[Any]:
    for command, payload in all_commands():
        yield _named(field_name(command), mutation_field(command, payload))
    for composite, payload in COMPOSITES.items():
        yield _named(field_name(composite), composite_field(composite, payload))
    # A person is no part of the ledger: what registers one, or links an account to one, records no event.
    yield _named("register_person", strawberry.mutation(resolver=register_person, description=REGISTER_PERSON))
    yield _named("amend_person", mutation_field(AmendPersonInput, payloads.AmendedPersonPayload))
    yield _named("forget_person", mutation_field(ForgetPersonInput, payloads.ForgottenPersonPayload))
    yield _named("link_account", strawberry.mutation(resolver=link_account, description=LINK_ACCOUNT))
    yield _named("invite_account", strawberry.mutation(resolver=invite_account, description=INVITE_ACCOUNT))
    for name, resolver, description in (
        ("invite_person", invitations.invite_person, invitations.INVITE_PERSON),
        ("renew_person_invitation", invitations.renew_person_invitation, invitations.RENEW),
        ("withdraw_person_invitation", answers.withdraw_person_invitation, answers.WITHDRAW),
        ("accept_person_invitation", answers.accept_person_invitation, answers.ACCEPT),
        ("confirm_person_invitation", answers.confirm_person_invitation, answers.CONFIRM),
        ("decline_person_invitation", answers.decline_person_invitation, answers.DECLINE),
    ):
        yield _named(name, strawberry.mutation(resolver=resolver, description=description))
    yield _named("declare_service", strawberry.mutation(resolver=declare_service, description=DECLARE_SERVICE))
    yield _named("create_api_token", strawberry.mutation(resolver=tokens.create_api_token, description=tokens.CREATE))
    yield _named("revoke_api_token", strawberry.mutation(resolver=tokens.revoke_api_token, description=tokens.REVOKE))
    yield _named("perform_all", strawberry.mutation(resolver=perform_all, description=PERFORM_ALL))


def _named(name: str, field: Any) -> Any:
    field.python_name = name
    field.base_resolver = StrawberryResolver(guarded(to_camel_case(name), field.base_resolver.wrapped_func))
    return field


def guarded(mutation: str, resolver: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    """Returns a resolver that refuses an application, before all else, what only persons do.

    That is a mutation without the right to it, and an input with words for the vault of persons.
    """

    @wraps(resolver)
    async def resolve(*args: Any, info: Info, **arguments: Any) -> Any:
        info.context.check_admits(mutation)
        if info.context.is_application and names_persons([*arguments.values()]):
            info.context.check_is_person()
        return await resolver(*args, info=info, **arguments)

    return resolve


Mutation = create_type(
    "Mutation",
    list(_fields()),
    description="Les actes. Chacun est enregistré en entier, ou refusé et rien n'est enregistré.",
)
