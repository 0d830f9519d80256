"""Events by which the lead of a project passes to another pôle that carries it."""

from datetime import date
from uuid import UUID

from efe_domain.law.rules import Rule
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.event import Event


class LeadOffered(Event):
    """The pôle that leads offers the lead to another one that carries the project."""

    TOPIC = "project.lead-offered.v1"
    COMMAND = "offerLead"
    RULE = Rule.PS_CONJOINT
    SINCE = "0.3.0"

    pole: UUID
    bassin: Bassin
    effective_on: date


class LeadHandedOver(Event):
    """The pôle to which it was offered leads the project from that day, by its own adopted decision."""

    TOPIC = "project.lead-handed-over.v1"
    COMMAND = "takeLead"
    RULE = Rule.PS_CONJOINT
    SINCE = "0.3.0"

    lead: UUID
    bassin: Bassin
    previous: UUID
    decision: UUID
    effective_on: date
