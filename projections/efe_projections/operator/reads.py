"""Lists of the operators of the register."""

from datetime import date

from efe_domain.operator.events import OperatorKind
from efe_domain.shared.texts import slug
from efe_projections.engine.listing import Listing, listing
from efe_projections.engine.query import alive, visible
from efe_projections.engine.row import Row
from efe_projections.operator.rows import CompetenceRow, OperatorRow, SiteRow


def operators(
    *,
    name_prefix: str | None = None,
    kind: OperatorKind | None = None,
    bassin: str | None = None,
    axis_key: str | None = None,
    day: date,
) -> Listing[OperatorRow]:
    """By name: located in a bassin, competent for an axis, on the `day`."""
    return listing(
        OperatorRow,
        "sort_name",
        "id",
        when={
            "starts_with(sort_name, %(prefix)s)": {"prefix": name_prefix and slug(name_prefix)},
            "kind = %(kind)s": {"kind": kind},
            _has(SiteRow, "bassin = %(bassin)s"): {"bassin": bassin, "day": day},
            _has(CompetenceRow, "axis = %(axis_key)s"): {"axis_key": axis_key, "day": day},
        },
    )


def _has(row: type[Row], condition: str) -> str:
    return f"""exists (
        select from read.{row.TABLE.name} as valid where valid.operator = operator.id and valid.{condition}
        and valid.since <= %(day)s and (valid.until is null or valid.until > %(day)s) and {alive("valid")}
        and {visible(row.TABLE, "valid")}
    )"""
