"""Matches of axes: an Instance declares its axis equal to an axis of another; both declarations make it effective."""

from datetime import date

from efe_domain.instance.events import AxesMatched, AxesUnmatched
from efe_domain.law.rules import Rule
from efe_domain.shared import texts
from efe_domain.shared.axis import check_key
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.days import Periods
from efe_domain.shared.errors import DomainError


class AxesAlreadyMatched(DomainError, rule=Rule.PS_FILIERE):
    """Two axes can be matched again only after their match has ended (PS-FILIERE)."""


class AxesNotMatched(DomainError, rule=Rule.PS_FILIERE):
    """Only a match in force can be ended (PS-FILIERE)."""


class AxisMatches:
    """Matches declared by one Instance: periods by own axis key, bassin of the other Instance, and its axis key."""

    def __init__(self) -> None:
        self._periods = Periods[tuple[str, Bassin, str]]()

    def cover(self, key: str, bassin: Bassin, other_key: str, day: date) -> bool:
        return self._periods.cover((key, bassin, other_key), day)

    def matched(self, key: str, bassin: Bassin, other_key: str, basis: str, on: date) -> AxesMatched:
        """Raises `AxesAlreadyMatched` or `Invalid`."""
        check_key(other_key, "otherAxisKey")
        if self._periods.reach((key, bassin, other_key), on):
            raise AxesAlreadyMatched("L'Instance tient déjà ces deux axes pour un seul.")
        basis = texts.text(basis, "basis")
        return AxesMatched(key=key, other_bassin=bassin, other_key=other_key, basis=basis, effective_on=on)

    def unmatched(self, key: str, bassin: Bassin, other_key: str, on: date) -> AxesUnmatched:
        """Raises `AxesNotMatched` or `TooEarly`."""
        match = key, bassin, other_key
        if not self._periods.is_open(match):
            raise AxesNotMatched("L'Instance ne tient pas ces deux axes pour un seul.")
        self._periods.check_end(match, on, "la décision sur ces deux axes")
        since = self._periods.since(match)
        return AxesUnmatched(key=key, other_bassin=bassin, other_key=other_key, since=since, effective_on=on)

    def apply(self, event: AxesMatched | AxesUnmatched) -> None:
        match = event.key, event.other_bassin, event.other_key
        if isinstance(event, AxesMatched):
            self._periods.open(match, event.effective_on)
        else:
            self._periods.close(match, event.effective_on)
