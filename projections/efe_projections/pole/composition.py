"""The input of the rules on composition, from rows."""

from collections.abc import Iterable

from efe_domain.operator.candidate import Candidate
from efe_domain.shared.days import Period
from efe_projections.operator.rows import CompetenceRow, OperatorRow, RessortRow, SiteRow


def candidate(
    operator: OperatorRow,
    sites: Iterable[SiteRow],
    ressorts: Iterable[RessortRow],
    competences: Iterable[CompetenceRow],
) -> Candidate:
    """The operator as `efe_domain.pole.composition.assess` looks at it."""
    return Candidate(
        operator=operator.id,
        name=operator.name,
        college=operator.college,
        sites=tuple((site.bassin, Period(site.since, site.until)) for site in sites),
        ressort=tuple((each.bassin, Period(each.since, each.until)) for each in ressorts),
        competences=tuple((each.axis, each.bassin, Period(each.since, each.until)) for each in competences),
        former_colleges=tuple((each.college, each.until) for each in operator.former_kinds),
    )
