"""Lists of operators, and the `Candidate` of an operator's rows for the rules on composition."""

from collections.abc import Iterable
from datetime import date

from efe_domain.operator.candidate import Candidate
from efe_domain.operator.events import OperatorKind
from efe_domain.shared.colleges import College
from efe_domain.shared.days import Period
from efe_domain.shared.texts import slug
from efe_projections.engine.listing import Listing, listing
from efe_projections.engine.query import ReadQuery, alive, columns_of, current, visible
from efe_projections.engine.row import Row
from efe_projections.engine.searching import holds_words, words_in
from efe_projections.operator.rows import CompetenceRow, OperatorRow, RessortRow, SiteRow

_THERE = "bassin = %(bassin)s"
_COMPETENT_THERE = "axis = %(axis_key)s and valid.bassin = %(bassin)s"


def operators(
    *,
    name_prefix: str | None = None,
    kind: OperatorKind | None = None,
    bassin: str | None = None,
    axis_key: str | None = None,
    day: date,
    search: str | None = None,
) -> Listing[OperatorRow]:
    """Returns operators by name, on the `day` located in the bassin and competent for the axis (in that bassin).

    `search` looks at names and numbers.
    """
    return listing(
        OperatorRow,
        "sort_name",
        "id",
        when={
            "starts_with(sort_name, %(prefix)s)": {"prefix": name_prefix and slug(name_prefix)},
            "kind = %(kind)s": {"kind": kind},
            holds_words(("operator.name", "operator.number")): {"words": words_in(search)},
            located_in(): {"bassin": bassin, "day": day},
            holds(CompetenceRow, "axis = %(axis_key)s" if bassin is None else _COMPETENT_THERE): {
                "axis_key": axis_key,
                "day": day,
            },
        },
    )


def located_in(of: str = "operator") -> str:
    """Returns SQL: the operator of a row of the table `of` is located in the `bassin` on the `day`."""
    return f"({holds(SiteRow, _THERE, of)} or {holds(RessortRow, _THERE, of)})"


def holds(row: type[Row], condition: str, of: str = "operator") -> str:
    """Returns SQL: a row of the table `of` has a row of that table in force on the day, which meets the condition."""
    return f"""exists (
        select from read.{row.TABLE.name} as valid where valid.operator = {of}.id and valid.{condition}
        and valid.since <= %(day)s and (valid.until is null or valid.until > %(day)s) and {alive("valid")}
        and {visible(row.TABLE, "valid")}
    )"""


def candidate(
    operator: OperatorRow,
    sites: Iterable[SiteRow],
    ressorts: Iterable[RessortRow],
    competences: Iterable[CompetenceRow],
) -> Candidate:
    """Returns the operator in the form that `efe_domain.pole.composition.assess` takes."""
    return Candidate(
        operator=operator.id,
        name=operator.name,
        college=operator.college,
        sites=tuple((site.bassin, Period(site.since, site.until)) for site in sites),
        ressort=tuple((each.bassin, Period(each.since, each.until)) for each in ressorts),
        competences=tuple((each.axis, each.bassin, Period(each.since, each.until)) for each in competences),
        former_colleges=tuple((each.college, each.until) for each in operator.former_kinds),
        seat_moves=tuple(
            (following, each.until)
            for each, following in zip(operator.former_kinds, _following_colleges(operator), strict=True)
            if each.seats_moved
        ),
    )


def _following_colleges(operator: OperatorRow) -> list[College]:
    """Returns, for each former kind, the college of the next one."""
    return [*(each.college for each in operator.former_kinds[1:]), operator.college][: len(operator.former_kinds)]


def real_operators(most: int) -> ReadQuery[OperatorRow]:
    """Returns some operators as known now, without those of a demonstration."""
    return ReadQuery(
        f"""
            select {columns_of(OperatorRow.TABLE)} from read.operator
            where {current()} and not illustrative limit %(most)s
        """,  # noqa: S608 - names of columns
        {"most": most},
        OperatorRow,
    )
