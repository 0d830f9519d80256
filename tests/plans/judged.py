"""Allowed cost of a plan: it depends on the request, not on the length of the history."""

import re
from collections.abc import Mapping
from typing import Final

from tests.plans.asked import PAGE, Asked, Kind
from tests.plans.explained import Explained

FEW: Final = 2_500
"""So many rows may be looked at, whatever the answer: a table that has no more of them is not worth a better way."""
ROWS_A_ROW, PAGES_A_ROW = 25, 35
"""For each row of the answer, or of a page that could be full: rows looked at in all tables, and pages touched."""
SCANS: Final = 4
"""What looks at all looks at each row of its tables so many times at most, in the mean."""

WALKS: Final[Mapping[str, str]] = {
    r"analysis\.analyses": "kept by the ten Instances themselves: few, and read in the order of their days",
    r"analysis\.CROSSINGS|themes\.LISTS_BY_ANALYSIS": "few analyses and lists; behind a policy no index on lists",
    r"funding\.funding_calls": "entered by the ten Instances themselves: few, in the order of their last days",
    r"themes\.theme_lists": "one list an Instance and a period",
    r"decision\.decisions .*search=": "beginnings of words, in the order of days",
    r"decision\.decisions .*kind=": "one of four kinds, in the order of days",
    r"decision\.decisions .*state=": "one of five states, in the order of days",
    r"decision\.decisions_to": "what waits is little; what has waited is passed over in the index",
    r"meeting\.meetings(?!.*(body|pole|zone)=)": "who sees hardly any walks along all of them, in the order of days",
    r"tasks\.administrator|second_persons\.awaiting_administrator": "little waits; what has waited is passed over",
    r"meeting\.overdue_poles|pole\.poles .*state=": "the state of a day is worked out for each pôle",
    r"meeting\.REGULARITY|pole\.STANDINGS": "looks at each meeting, or version, of the pôles asked for",
    r"pole\.poles .*(axis_kind|search)=": "part of a text, or one of three kinds, among the pôles by name",
    r"operator\.operators .*=": "part of a text, or what has to hold on a day, among the operators by name",
    r"opinion\.opinions .*(kind|state|overdue_on)=": "one of four kinds or seven states, in the order of days",
    r"opinion\.opinions .*search=": "beginnings of words, in the order of days",
    r"project\.projects .*(state|outcome|zone|joint|search)=": "a part of the projects, by title",
    r"project\.projects_alike": "those of the bassin itself are passed over",
    r"project\.verdicts_to_give": "the lines of one Instance, of which few wait",
    r"audit\.TrailFilter .*kinds=": "several kinds: along the trail of one Instance, or all its entries of them",
    r"audit\.TrailFilter of operators here": "operators of elsewhere are passed over, each by three look-ups",
    r"search\.search every title": "each match of each kind is looked up, in batches, until the page is full",
    r"tasks\.tasks": "what waits for one person is little; what has waited is passed over",
    r"tasks\.next_on instance": "what waits for one Instance is little; what has waited is passed over",
    r"personal_data\.": "all that is held of one person, once in a while, for that person",
    r"public_events\.public_events": "the last events of each of some thirty kinds in each of ten Instances",
    r"audit\.new_entries": "the entries of two hundred positions",
    r"by competence operator": "joined with all competences, once it is planned for any number of operators",
    r"history\.version_begins instance": "each version of the Instance up to the one that is asked for",
    r"access\.grants_for_all": "every grant over all ten Instances there ever was",
    r"by access_grant kept_in": "who may see those of an Instance is given them all, who may not passes over them",
}
"""What looks at more than it answers, and why that is borne: each row once, in the order of an index."""
SEARCHED: Final = r"personal_data\."
"""What may search tables from end to end: no index is kept for what is asked so seldom."""


def faults(asked: Asked, found: Explained, sizes: Mapping[str, int]) -> list[str]:
    """In words; `sizes` are the rows of each table."""
    reads = {scan.table for scan in found.scans}
    whole = [
        f"all of {scan.table}"
        for scan in found.scans
        if scan.kind == "Seq Scan" and scan.kept + scan.dropped > FEW and not re.match(SEARCHED, asked.name)
    ]
    if asked.kind is Kind.WHOLE or walks(asked.name):
        most = FEW + SCANS * sum(sizes[table] for table in reads)
        return whole + [f"{found.touched} rows of {', '.join(sorted(reads))}"] * (found.touched > most)
    asked_for = max(found.rows, PAGE + 1)
    rows = [f"{found.touched} rows"] if found.touched > max(FEW, ROWS_A_ROW * asked_for) else []
    pages = [f"{found.pages} pages"] if found.pages > PAGES_A_ROW * asked_for else []
    return [*whole, *rows, *pages]


def walks(name: str) -> str | None:
    return next((pattern for pattern in WALKS if re.match(pattern, name)), None)
