"""Corrections that only an administrator may answer: no coordinator is independent of who caused them."""

from collections.abc import Sequence
from datetime import date
from typing import Final
from uuid import UUID

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import ALL_BASSINS
from efe_projections.access.independence import account_sql, holds_role_from, independent
from efe_projections.access.rows import GrantRow
from efe_projections.correction.pending import OPEN, pending
from efe_projections.correction.rows import CorrectionKind, CorrectionRow
from efe_projections.engine.query import ReadQuery, alive, columns_of, valid_at, viewing, visible
from efe_projections.engine.viewer import Viewer

MAX_LISTED: Final = 100
ACCOUNT: Final = "%(account)s::uuid"
ACTOR: Final = account_sql("correction.actor")
PROPOSALS: Final = f"'{CorrectionKind.PROPOSED}', '{CorrectionKind.WITHDRAWAL_PROPOSED}'"
_ANSWERABLE: Final = f"{PROPOSALS}, '{CorrectionKind.QUESTIONED}'"
_TABLE: Final = CorrectionRow.TABLE
_INDEPENDENT_COORDINATOR: Final = f"""exists (
    select from read.{GrantRow.TABLE.name} as held where held.role = '{Role.COORDINATOR}' and held.pole is null
    and held.bassins && correction.bassins and held.since <= %(day)s::date
    and (held.until is null or held.until > %(day)s::date) and held.account <> {ACTOR}
    and {independent("held.account", ACTOR, "correction.bassins")}
    and {alive("held")} and {visible(GrantRow.TABLE, "held")}
)"""
AWAITS_ADMINISTRATOR: Final = f"""
    correction.kind in ({_ANSWERABLE}) and {OPEN}
    and (correction.kind not in ({PROPOSALS}) or correction.document_sha256 is not null)
    and {ACTOR} <> {ACCOUNT} and not correction.bassins && %(coordinated)s::text[]
    and not {_INDEPENDENT_COORDINATOR} and not {holds_role_from(ACCOUNT, ACTOR, "correction.bassins")}
"""
"""Condition of a correction that waits for the administrator, as `check_another` decides it for commands."""


def awaiting_administrator(
    account: UUID, *, day: date, coordinated: Sequence[str], at: int
) -> ReadQuery[CorrectionRow]:
    """Returns the corrections that the administrator may answer, up to `MAX_LISTED`, the oldest first."""
    return ReadQuery(
        sql=f"""
            select {columns_of(_TABLE)} from {pending("%(viewer_bassins)s::text[]", _ANSWERABLE)}
            where {valid_at(_TABLE)} and {visible(_TABLE)} and {AWAITS_ADMINISTRATOR}
            order by recorded_at, entity, version limit {MAX_LISTED}
        """,  # noqa: S608 - names of tables and columns, never a value
        params={
            "account": account,
            "day": day,
            "coordinated": list(coordinated),
            "at": at,
            **viewing(Viewer(bassins=ALL_BASSINS)),
        },
        row=CorrectionRow,
    )
