"""Refusals of commands on lists of common themes, each named after its rule."""

from efe_domain.law.rules import Rule
from efe_domain.shared.errors import DomainError


class ThemesAlreadyDrafted(DomainError, rule=Rule.M3):
    """A list of themes is drafted once; after that it is amended (M3)."""


class NoTheme(DomainError, rule=Rule.M3):
    """A list holds at least one theme (M3)."""


class SameThemes(DomainError, rule=Rule.M3):
    """An amendment changes something (M3)."""


class ThemesAreAdopted(DomainError, rule=Rule.M3):
    """An adopted list no longer changes: the next one supersedes it (M3)."""


class NoAnalysis(DomainError, rule=Rule.M3):
    """A theme rests on analyses of the Instance (M3)."""


class AnalysisNotAdopted(DomainError, rule=Rule.M3):
    """A list is adopted on the basis of analyses whose synthesis the Instance has adopted (M3)."""


class NotCommon(DomainError, rule=Rule.M3_CADRE):
    """A theme is common to filières or métiers: to all of a kind, or to two of them at least (M3-CADRE)."""


class NoOrientation(DomainError, rule=Rule.M3_CADRE):
    """A theme lies within the great socio-economic orientations of the Region, which it cites (M3-CADRE)."""


class ThemesNotAdopted(DomainError, rule=Rule.M3):
    """Only an adopted list is diffused, and only its themes are cited (M3)."""


class NotAnAudience(DomainError, rule=Rule.M3_CADRE):
    """Themes go to operators of qualifying education, training, employment and insertion (M3-CADRE)."""


class AlreadyDiffused(DomainError, rule=Rule.M3):
    """A list goes to the same operators once (M3)."""
