"""Why a command on a list of common themes is refused, each refusal named after the rule it holds."""

from efe_domain.law.rules import Rule
from efe_domain.shared.errors import DomainError


class ThemesAlreadyDrafted(DomainError):
    """A list of themes is drafted once; after that it is amended (M3)."""

    rule = Rule.M3


class NoTheme(DomainError):
    """A list holds at least one theme (M3)."""

    rule = Rule.M3


class SameThemes(DomainError):
    """An amendment changes something (M3)."""

    rule = Rule.M3


class ThemesAreAdopted(DomainError):
    """An adopted list no longer changes: the next one supersedes it (M3)."""

    rule = Rule.M3


class NoAnalysis(DomainError):
    """A theme rests on analyses of the Instance (M3)."""

    rule = Rule.M3


class AnalysisNotAdopted(DomainError):
    """A list is adopted on the basis of analyses whose synthesis the Instance has adopted (M3)."""

    rule = Rule.M3


class NotCommon(DomainError):
    """A theme is common to filières or métiers: to all of a kind, or to two of them at least (M3-CADRE)."""

    rule = Rule.M3_CADRE


class NoOrientation(DomainError):
    """A theme lies within the great socio-economic orientations of the Region, which it cites (M3-CADRE)."""

    rule = Rule.M3_CADRE


class ThemesNotAdopted(DomainError):
    """Only an adopted list is diffused, and only its themes are cited (M3)."""

    rule = Rule.M3


class NotAnAudience(DomainError):
    """Themes go to operators of qualifying education, training, employment and insertion (M3-CADRE)."""

    rule = Rule.M3_CADRE


class AlreadyDiffused(DomainError):
    """A list goes to the same operators once (M3)."""

    rule = Rule.M3
