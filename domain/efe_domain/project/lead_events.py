"""Events by which the lead of a project passes to another pôle that carries it."""

from datetime import date
from uuid import UUID

from efe_domain.law.rules import Rule
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.event import Event


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
