"""Candidate: say here what it is."""

from datetime import date
from uuid import UUID

import msgspec

from efe_domain.shared.colleges import College
from efe_domain.shared.days import Period


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """An operator as the rules look at it: (bassin, period) per site, (axis key, period) per competence."""

    operator: UUID
    name: str
    college: College
    sites: tuple[tuple[str, Period], ...]
    competences: tuple[tuple[str, Period], ...]

    def is_located_in(self, bassin: str, day: date) -> bool:
        """PS-LOCAL: a site in one of the bassin's communes is open that day."""
        return any(where == bassin and period.covers(day) for where, period in self.sites)

    def is_competent_for(self, axis_key: str, day: date) -> bool:
        """PS-COMPETENT: the competence for the axis is recognised that day."""
        return any(key == axis_key and period.covers(day) for key, period in self.competences)
