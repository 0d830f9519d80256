"""Roles in which a signed-in person acts: each has its menu and its first page."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final, NamedTuple

from efe_infra.console.language.translatable import Translatable, tr
from efe_infra.console.register.ids import at_present, key_of
from efe_infra.console.register.labels import BASSINS, SLUGS
from efe_infra.console.web.generated import Acting

ROLE_COOKIE: Final = "__Host-efe-role"
"""Cookie with the role that a person chose in the account menu."""
COORDINATOR: Final = "COORDINATOR"
ADMINISTRATOR: Final = "ADMINISTRATOR"
AUDITOR: Final = "AUDITOR"
READER: Final = "READER"
MEMBER: Final = "MEMBER"
"""Role of a person who represents members of pôles; the contract has no such role."""
ROLE_WORDS: Final[Mapping[str, Callable[[str], Translatable]]] = {
    COORDINATOR: lambda name: tr("Coordination de %(name)s", name=name),
    ADMINISTRATOR: lambda _: tr("Administration de la plateforme"),
    AUDITOR: lambda name: tr("Audit de %(name)s", name=name),
    MEMBER: lambda _: tr("Membre de pôles"),
    READER: lambda name: tr("Lecture de %(name)s", name=name),
}
"""Roles in the order in which they are taken by default."""


class ActingRole(NamedTuple):
    """Role in an Instance, or in none. `poles` are the keys of the pôles of a member."""

    kind: str
    bassin: str = ""
    poles: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Value in the form and in the cookie: `auditor-liege`."""
        return f"{self.kind.lower()}-{SLUGS[self.bassin]}" if self.bassin else self.kind.lower()

    @property
    def words(self) -> Translatable:
        return ROLE_WORDS[self.kind](BASSINS.get(self.bassin, ""))


def acting_roles(viewer: Acting | None) -> list[ActingRole]:
    """Returns the roles of today; none for a visitor and for a person without rights."""
    order = [*ROLE_WORDS]
    roles = sorted(set(_roles(viewer) if viewer else ()), key=lambda each: (order.index(each.kind), each.bassin))
    above = {each.bassin for each in roles if each.kind in {COORDINATOR, AUDITOR}}
    return [each for each in roles if each.kind != READER or each.bassin not in above]


def _roles(viewer: Acting) -> Iterator[ActingRole]:
    for grant in viewer.grants:
        if grant.role == ADMINISTRATOR:
            yield ActingRole(ADMINISTRATOR)
        elif grant.pole is None:
            yield from (ActingRole(grant.role, bassin) for bassin in grant.bassins)
    if viewer.poles:
        yield ActingRole(MEMBER, poles=tuple(sorted(key_of(at_present(each.id)) for each in viewer.poles)))


def chosen_role(roles: list[ActingRole], key: str | None) -> ActingRole | None:
    """Returns the role with this key, else the first one."""
    return next((each for each in roles if each.key == key), roles[0] if roles else None)
