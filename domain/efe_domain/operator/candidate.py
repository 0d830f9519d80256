"""Candidate: the facts of an operator that the rules on the composition of a pôle need."""

from datetime import date
from uuid import UUID

import msgspec

from efe_domain.shared.colleges import College
from efe_domain.shared.days import Period


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """An operator as the rules look at it.

    (bassin, period) per site and per bassin of its ressort, (axis key, bassin, period) per competence.
    `former_colleges` are those to which it belonged before `college`, each up to, not including, a day, in order.
    `seat_moves` are the changes of kind recorded before 0.5.0, which moved its seats to another college from a day.
    """

    operator: UUID
    name: str
    college: College
    sites: tuple[tuple[str, Period], ...]
    ressort: tuple[tuple[str, Period], ...] = ()
    competences: tuple[tuple[str, str, Period], ...]
    former_colleges: tuple[tuple[College, date], ...] = ()
    seat_moves: tuple[tuple[College, date], ...] = ()

    def college_on(self, day: date) -> College:
        """Returns the college that follows from its kind on that day (PS-COMPO)."""
        return next((college for college, until in self.former_colleges if day < until), self.college)

    def seat_college_on(self, day: date, designated: College, since: date) -> College:
        """Returns the college of a seat: that of the designation, unless a change of kind before 0.5.0 moved it."""
        moves = (college for college, moved_on in reversed(self.seat_moves) if since < moved_on <= day)
        return next(moves, designated)

    def is_located_in(self, bassin: str, day: date) -> bool:
        """Tells whether it has an open site in the bassin that day, or a ressort that covers it (PS-LOCAL)."""
        return any(where == bassin and period.covers(day) for where, period in (*self.sites, *self.ressort))

    def is_competent_for(self, axis_key: str, bassin: str, day: date) -> bool:
        """Tells whether the Instance of the bassin recognises its competence for the axis (PS-COMPETENT)."""
        return any(
            (key, where) == (axis_key, bassin) and period.covers(day) for key, where, period in self.competences
        )
