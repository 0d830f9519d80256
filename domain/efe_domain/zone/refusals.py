"""ZoneNotRepresented: say here what it is."""

from efe_domain.law.rules import Rule
from efe_domain.shared.errors import DomainError


class ZoneNotRepresented(DomainError, rule=Rule.PS_ESM):
    """Both Instances of the zone have a representative there when its projects are submitted (PS-ESM)."""
