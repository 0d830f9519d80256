"""Field `availableCommands`: the commands that the viewer may send about one object, and what stands against each."""

from enum import StrEnum
from functools import cache, partial
from typing import Any, Final, cast
from uuid import UUID

import strawberry
from anyio.to_thread import run_sync
from strawberry import field

from efe_domain.access.grants import Role
from efe_domain.access.powers import RULES
from efe_domain.guards.available_commands import CANDIDATES, Available, available_commands
from efe_domain.guards.candidates import Scope
from efe_domain.guards.guards import Possible
from efe_domain.platform import Platform
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.command_context import CommandContext, in_context
from efe_domain.shared.errors import DomainError
from efe_domain.shared.messages import in_language
from efe_graphql.contract.as_of import ResolvedAsOf
from efe_graphql.contract.enums import publish
from efe_graphql.contract.global_id import read_id
from efe_graphql.contract.permissions import mutation_of
from efe_graphql.request.context import Context, Info
from efe_graphql.types.law import Rule, rules
from efe_graphql.types.nodes import KINDS
from efe_graphql.types.objects.entity import Entity
from efe_graphql.types.objects.lazy import Lazy, add_field
from efe_graphql.types.objects.node import Node
from efe_graphql.types.people import Account, Person


class CommandGroup(StrEnum):
    """Subject of a command, by which pages group commands."""

    ACCESS = "access"
    ANALYSIS = "analysis"
    CORRECTION = "correction"
    DECISION = "decision"
    DOCUMENT = "document"
    FUNDING = "funding"
    INSTANCE = "instance"
    INVITATION = "invitation"
    MEETING = "meeting"
    OPERATOR = "operator"
    OPINION = "opinion"
    PERSON = "person"
    POLE = "pole"
    PROJECT = "project"
    THEMES = "themes"
    VERDICT = "verdict"


_GROUPS: Final = {
    "annex_commands": CommandGroup.DOCUMENT,
    "joint_meeting_commands": CommandGroup.MEETING,
    "plan_commands": CommandGroup.PROJECT,
    "withdrawal_commands": CommandGroup.CORRECTION,
    **{f"{each}_commands": each for each in CommandGroup},
}
"""Group of the use cases of a module."""

publish(
    Possible,
    "Si un acte est possible, pour autant que ce qui y est saisi convienne.",
    {
        Possible.NOW: "Aujourd'hui.",
        Possible.ON_ANOTHER_DAY: "Refusé aujourd'hui, possible à un autre jour en droit (`effectiveOn`).",
        Possible.NO: "À aucun jour.",
    },
)
publish(
    CommandGroup,
    "Ce dont un acte traite.",
    {
        CommandGroup.ACCESS: "Les accès.",
        CommandGroup.ANALYSIS: "Les analyses (M2).",
        CommandGroup.CORRECTION: "La correction de ce qui est enregistré.",
        CommandGroup.DECISION: "Les décisions des pôles.",
        CommandGroup.DOCUMENT: "Les pièces et les errata.",
        CommandGroup.FUNDING: "Les appels à financement.",
        CommandGroup.INSTANCE: "L'Instance, ses organes et ses axes.",
        CommandGroup.INVITATION: "Les invitations à porter un projet.",
        CommandGroup.MEETING: "Les réunions.",
        CommandGroup.OPERATOR: "Les opérateurs.",
        CommandGroup.OPINION: "Les avis.",
        CommandGroup.PERSON: "Les personnes.",
        CommandGroup.POLE: "La vie des pôles et leur composition.",
        CommandGroup.PROJECT: "Les projets.",
        CommandGroup.THEMES: "Les thématiques communes (M3).",
        CommandGroup.VERDICT: "Les verdicts et les soutiens des Instances.",
    },
)


@strawberry.type(description="Un acte que l'on peut faire sur un objet, ou ce qui s'y oppose.")
class AvailableCommand:
    available: strawberry.Private[Available]
    as_of: strawberry.Private[ResolvedAsOf]
    name: str = field(description="Le nom de sa mutation.")
    group: CommandGroup = field(description="Ce dont il traite.")
    possible: Possible = field(description="S'il est possible, pour autant que ce qui y est saisi convienne.")
    reason: str | None = field(description="Pourquoi il est refusé aujourd'hui, dans les mots du refus.")
    code: str | None = field(description="Le code de ce refus.")
    rule: Rule = field(description="La règle qui le refuse ; sinon, celle qu'il met en œuvre.")

    @field(
        name="as",
        description="Au nom de qui : l'Instance, le pôle ou le membre ; ou la partie de l'objet dont il s'agit,"
        " comme une objection. Nul pour un acte de la plateforme.",
    )
    async def party(self, info: Info) -> Node | None:
        party = self.available.party
        return await Lazy(party.kind).load(info.context, party.key, self.as_of) if party else None

    @classmethod
    def of(cls, available: Available, as_of: ResolvedAsOf, context: Context) -> "AvailableCommand":
        refusal, command = available.guarded.refusal, available.command
        rule = refusal.rule if isinstance(refusal, DomainError) else RULES[command]
        return cls(
            available=available,
            as_of=as_of,
            name=mutation_of(command),
            group=group_of(command),
            possible=available.guarded.possible,
            reason=in_language(refusal.message, context.language) if refusal else None,
            code=refusal.code() if refusal else None,
            rule=rules(context.language)[rule],
        )


@cache
def group_of(command: str) -> CommandGroup:
    if command.endswith("_access"):
        return CommandGroup.ACCESS
    if "_zone_" in command:
        return CommandGroup.INSTANCE
    _, _, module = getattr(Platform, command).__module__.rpartition(".")
    return _GROUPS[module]


class CommandFields:
    """Field that `register` adds to the types of `CANDIDATES`. It shows some of them, so it is defined after them."""

    @field(
        description="Ce que l'on peut faire sur lui aujourd'hui, et au nom de qui ; un acte impossible y est avec sa"
        " raison, un acte que l'on n'a jamais le droit de faire n'y est pas. Vide pour un objet lu dans le passé."
        " D'un seul objet à la fois : une liste le refuse."
    )
    async def available_commands(self, info: Info) -> list[AvailableCommand]:
        return await commands_on(info.context, cast("Any", self))


def register() -> None:
    """Adds the field to its types."""
    for name in CANDIDATES:
        kind: Any = {"Account": Account, "Person": Person}.get(name) or KINDS[name]
        add_field(kind, vars(CommandFields)["available_commands"])


async def commands_on(context: Context, viewed_object: Any) -> list[AvailableCommand]:
    as_of = getattr(viewed_object, "as_of", None) or ResolvedAsOf(
        position := await context.ports.reads.position(), position
    )
    account, key = context.viewer.account, _key(viewed_object)
    if as_of.past or not account or not key:
        return []
    scope = Scope(tuple(map(Bassin, context.coordinated)), administers=Role.ADMINISTRATOR in context.roles)
    if not (scope.coordinated or scope.administers or context.person):
        return []
    look = partial(_look, context, account, type(viewed_object).__name__, key, scope)
    available = await run_sync(look, limiter=context.ports.guard_slots)
    return [AvailableCommand.of(each, as_of, context) for each in available]


def _look(context: Context, account: UUID, kind: str, key: UUID, scope: Scope) -> list[Available]:
    command_context = CommandContext(
        actor=str(account),
        person=context.person,
        today=context.today,
        by_clock=True,
        person_of=cache(context.ports.person_of),
        is_service=cache(context.ports.is_service),
        is_application=context.is_application,
        coordinates_in=context.scope.coordinates_in if context.scope else None,
    )
    with in_context(command_context):
        return available_commands(context.ports.guards, kind, key, scope)


def _key(viewed_object: Any) -> UUID | None:
    """Returns the key of the object; None for the account of the command line."""
    if isinstance(viewed_object, Account):
        return viewed_object.account
    if isinstance(viewed_object, Person):
        return UUID(read_id(viewed_object.id).key[0])
    return viewed_object.entity if isinstance(viewed_object, Entity) else cast("UUID", viewed_object.row.id)
