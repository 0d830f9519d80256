"""Candidate: say here what it is."""

from datetime import date
from uuid import UUID

import msgspec

from efe_domain.shared.colleges import College
from efe_domain.shared.days import Spell


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """An operator as the rules look at it: (bassin, spell) per site, (axis key, spell) per competence."""

    operator: UUID
    name: str
    college: College
    sites: tuple[tuple[str, Spell], ...]
    competences: tuple[tuple[str, Spell], ...]

    def is_located_in(self, bassin: str, day: date) -> bool:
        """PS-LOCAL: a site in one of the bassin's communes is open that day."""
        return any(where == bassin and spell.covers(day) for where, spell in self.sites)

    def is_competent_for(self, axis_key: str, day: date) -> bool:
        """PS-COMPETENT: the competence for the axis is recognised that day."""
        return any(key == axis_key and spell.covers(day) for key, spell in self.competences)
