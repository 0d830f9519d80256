"""Events of the pôles that carry a project: they join, carry an amended content, leave, and pass on the lead."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from efe_domain.law.rules import Rule
from efe_domain.project.events import VerdictKind
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.event import Event


class PoleJoined(Event, topic="project.pole-joined.v1", command="joinProject", rule=Rule.PS_CONJOINT):
    """A pôle carries the project by its own adopted decision; `past_root` is over the `past_events` before it."""

    pole: UUID
    bassin: Bassin
    decision: UUID
    content_hash: str
    past_events: int
    past_root: str
    effective_on: date


class AmendmentCarried(Event, topic="project.amendment-carried.v1", command="joinProject", rule=Rule.PS_CONSENSUS):
    """A carrying pôle carries the amended content too, by another adopted decision."""

    pole: UUID
    since: date
    decision: UUID
    content_hash: str
    effective_on: date


class PoleLeft(Event, topic="project.pole-left.v2", command="leaveProject", rule=Rule.PS_CONJOINT, since="0.5.0"):
    """A pôle no longer carries the project; the verdict of an Instance no longer concerned is kept, `uncounted`."""

    REPLACES: ClassVar = {
        "project.pole-left.v1": lambda fields: {**fields, "decision": None, "released": False, "supports": []},
    }

    pole: UUID
    bassin: Bassin
    since: date
    concerned: tuple[Bassin, ...]
    lead: UUID
    uncounted: VerdictKind | None
    reason: str
    decision: UUID | None = None
    """Decision of the pôle to leave; null before 0.5.0, and for a pôle that the lead released."""
    released: bool = False
    """Whether the lead released the pôle, which left the amended content without an answer."""
    supports: tuple[UUID, ...] = ()
    """Supports that end with the release, since their Instance is no longer concerned; it did not end them itself."""
    effective_on: date


class LeadOffered(Event, topic="project.lead-offered.v1", command="offerLead", rule=Rule.PS_CONJOINT, since="0.3.0"):
    """The pôle that leads offers the lead to another one that carries the project."""

    pole: UUID
    bassin: Bassin
    effective_on: date


class LeadHandedOver(
    Event, topic="project.lead-handed-over.v1", command="takeLead", rule=Rule.PS_CONJOINT, since="0.3.0"
):
    """The pôle to which it was offered leads the project from that day, by its own adopted decision."""

    lead: UUID
    bassin: Bassin
    previous: UUID
    decision: UUID
    effective_on: date
