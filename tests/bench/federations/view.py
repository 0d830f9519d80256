"""What a ledger knows of a joint project: the real aggregates, folded from the acts in the order of that ledger."""

from collections.abc import Iterable
from typing import Any, NamedTuple
from uuid import UUID

from msgspec.structs import replace

from efe_domain.pole.pole import Pole
from efe_domain.project.invitation import Invitation
from efe_domain.project.project import Project
from efe_domain.shared.aggregate import Aggregate
from efe_domain.shared.event import Event
from efe_domain.shared.ids import invitation_id
from tests.domain.given import TODAY
from tests.domain.projects import PROJECT

type Place = tuple[int, int]
"""Which ledger recorded an act, and at which position."""

UNFOLDABLE = (AttributeError, KeyError)
"""What an aggregate raises in a state that no single ledger leaves: a lead offered to a pôle that had left."""


class Act(NamedTuple):
    """Events that one command recorded together; `after` are the acts that their ledger knew of then."""

    place: Place
    events: tuple[Event, ...]
    after: frozenset[Place]


class View:
    """Deciding and folding are those of the aggregates. `broken` once a fold met what no single ledger records."""

    def __init__(self, poles: Iterable[Pole]) -> None:
        self.project = Project(PROJECT)
        self.poles = {pole.id: pole for pole in poles}
        self.invitations: dict[UUID, Invitation] = {}
        self.order: list[Place] = []
        self.broken = False

    def invitation(self, pole: UUID) -> Invitation:
        """Of the pôle that leads to another one."""
        return self._invitation(invitation_id(PROJECT, self.project.lead, pole))

    def answered(self, pole: UUID) -> Invitation:
        """The invitation by which the pôle may join: an open one if there is any."""
        inviters = dict.fromkeys((self.project.lead, *self.project.carriers))
        sent = [self._invitation(invitation_id(PROJECT, each, pole)) for each in inviters]
        return max(sent, key=lambda each: (each.is_open(TODAY), each.exists))

    def collected(self) -> tuple[Event, ...]:
        """What was just decided here."""
        kept: list[Aggregate[Any]] = [self.project, *self.invitations.values(), *self.poles.values()]
        return tuple(event for aggregate in kept for event in aggregate.collect_events())

    def follow(self, act: Act) -> None:
        """An act that was decided elsewhere."""
        self.order.append(act.place)
        for event in act.events:
            aggregate = self._aggregate(event)
            try:
                aggregate.follow([replace(event, originator_version=aggregate.version + 1)])
            except UNFOLDABLE:
                self.broken = True

    @property
    def facts(self) -> Any:
        """What a reader is told; two ledgers that tell different facts disagree."""
        project = self.project
        verdicts = tuple((bassin, project.verdicts.of(bassin)) for bassin in project.concerned)
        invitations = sorted((each.id, str(each.state)) for each in self.invitations.values() if each.exists)
        life = project.started_on, project.ended_on
        return project.lead, project.content_hash, sorted(project.carriers), verdicts, life, invitations, self.broken

    def _aggregate(self, event: Event) -> Aggregate[Any]:
        if event.originator_id == PROJECT:
            return self.project
        if event.originator_id in self.poles:
            return self.poles[event.originator_id]
        return self._invitation(event.originator_id)

    def _invitation(self, identifier: UUID) -> Invitation:
        return self.invitations.setdefault(identifier, Invitation(identifier))
