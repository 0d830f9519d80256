"""Report of the accounts that act in an import file, and of the roles that it grants."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec

from efe_domain.access.grants import ROLE_NAMES, Role
from efe_domain.shared.bassins import Bassin, instance_name
from efe_graphql.mutations.access_mutations import Granting
from efe_infra.importing.actors import Acting, Actor
from efe_infra.importing.inputs import NAMES
from efe_infra.importing.lines import PERSON, ImportLine

PLATFORM: Final = "pour toute la plateforme"


class ActorLines(msgspec.Struct, frozen=True, kw_only=True):
    """Number of commands of one account, empty for the command line; a signed log has `sealed` of them."""

    account: str
    commands: int
    sealed: int


class RoleGrant(msgspec.Struct, frozen=True, kw_only=True):
    """Line that grants a role. `by` is empty for the command line."""

    line: int
    by: str
    account: str
    role: str
    scope: str


type Display = Callable[[str], str]
"""Function from the name of an account in a line to the one that people know."""


def actor_lines(
    lines: Sequence[ImportLine], by: str, actors: Mapping[int, Acting], display: Display
) -> list[ActorLines]:
    """Counts the commands of each account; `by` is the account of the lines that name none."""
    commands, sealed = Counter[str](), Counter[str]()
    for line in lines:
        if line.command and line.command != PERSON:
            actor, account = actors.get(line.number), display(line.by or by)
            commands[account] += 1
            sealed[account] += isinstance(actor, Actor) and actor.is_sealed
    return [
        ActorLines(account=account, commands=count, sealed=sealed[account])
        for account, count in sorted(commands.items())
    ]


def role_grants(lines: Sequence[ImportLine], by: str, display: Display) -> Iterator[RoleGrant]:
    for line in lines:
        if issubclass(NAMES.get(line.command, object), Granting):
            yield RoleGrant(
                line=line.number,
                by=display(line.by or by),
                account=display(str(line.fields.get("accountId", ""))),
                role=_role(line.fields),
                scope=_scope(line.fields),
            )


def _role(fields: Mapping[str, Any]) -> str:
    name = str(fields.get("role", ""))
    return ROLE_NAMES[Role[name]] if name in Role.__members__ else name


def _scope(fields: Mapping[str, Any]) -> str:
    if "poleId" in fields:
        return f"dans le pôle {fields['poleId']}"
    name = str(fields.get("bassin", ""))
    if not name:
        return PLATFORM
    return f"dans l'{instance_name(Bassin[name])}" if name in Bassin.__members__ else name
