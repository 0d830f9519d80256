"""Candidates among the commands on an object: in whose name, and with which inputs known."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from efe_domain.access.powers import RULES
from efe_domain.guards.guards import parameters_of
from efe_domain.guards.missing_input import missing_id, passes
from efe_domain.shared.aggregate import Aggregate
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.ids import instance_id, unused_id
from efe_domain.shared.record_events import WithdrawalProposed


class Party(NamedTuple):
    """Party in whose name a command is sent, or the part of the object concerned; a type of the contract, a key."""

    kind: str
    key: tuple[object, ...]


type Inputs = Mapping[str, object]


class CommandCandidate(NamedTuple):
    """Command that may be open to the account, with the inputs that the object and the party determine."""

    command: str
    party: Party | None
    inputs: Inputs


@dataclass(frozen=True)
class Scope:
    """Instances that the account coordinates, and whether it administers the platform."""

    coordinated: tuple[Bassin, ...] = ()
    administers: bool = False

    def coordinated_among(self, bassins: Iterable[str]) -> list[Bassin]:
        return [each for each in map(Bassin, bassins) if each in self.coordinated]


type Candidates = Iterator[CommandCandidate]


def candidates(commands: str, party: Party | None, **inputs: object) -> Candidates:
    for command in commands.split():
        yield CommandCandidate(command, party, inputs)


@cache
def commands_beginning_with(parameter: str) -> tuple[str, ...]:
    """Returns the use cases whose first parameter has that name, in the order of the table of powers."""
    return tuple(name for name in RULES if parameters_of(name)[:1] == (parameter,))


def of_instance(bassin: Bassin) -> Party:
    return Party("Instance", (instance_id(bassin),))


def of_pole(pole_id: UUID) -> Party:
    return Party("Pole", (pole_id,))


def decision_of(pole_id: UUID) -> Any:
    """Returns a stand-in for the id of a decision that the pôle adopted for the command."""
    return missing_id(
        id=unused_id("decision"), pole=pole_id, adopted_on=None, check_uncontested=passes, check_carries=passes
    )


def corrections(entity: Aggregate[Any], scope: Scope) -> Candidates:
    """Yields the commands that correct the facts of an entity, or answer a proposal or a question about them."""
    subject = {"kind": entity.KIND, "entity_id": entity.id}
    for bassin in scope.coordinated_among(entity.bassins):
        yield from candidates("rectify withdraw_act", of_instance(bassin), **subject)
    for version, proposal in entity.proposals.items():
        part = Party("Correction", (entity.id, version))
        what = "withdrawal" if isinstance(proposal, WithdrawalProposed) else "rectification"
        yield from candidates(f"confirm_{what} drop_{what}", part, proposal=version, **subject)
    for version in entity.questions:
        yield from candidates("confirm_fact", Party("Correction", (entity.id, version)), question=version, **subject)
