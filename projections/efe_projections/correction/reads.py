"""Lists of corrections: those that wait for somebody."""

from efe_projections.correction.rows import CorrectionKind, CorrectionRow
from efe_projections.engine.listing import Listing, listing
from efe_projections.engine.query import visible
from efe_projections.engine.valid_at import valid_at

_OPEN = f"""not exists (
    select from read.correction as closing
    where closing.entity = correction.entity and closing.closes = correction.version
    and {valid_at(CorrectionRow.TABLE, "closing")} and {visible(CorrectionRow.TABLE, "closing")}
)"""


def rectifications_to_confirm(bassin: str) -> Listing[CorrectionRow]:
    """Proposed, and neither confirmed nor given up."""
    return _open(CorrectionKind.PROPOSED, bassin)


def withdrawals_to_confirm(bassin: str) -> Listing[CorrectionRow]:
    """Proposed, and neither confirmed nor given up."""
    return _open(CorrectionKind.WITHDRAWAL_PROPOSED, bassin)


def facts_to_reconsider(bassin: str) -> Listing[CorrectionRow]:
    """Questioned, and not confirmed since."""
    return _open(CorrectionKind.QUESTIONED, bassin)


def _open(kind: CorrectionKind, bassin: str) -> Listing[CorrectionRow]:
    return listing(
        CorrectionRow,
        "entity",
        "version",
        when={"kind = %(kind)s": {"kind": kind}, "%(bassin)s = any(bassins)": {"bassin": bassin}, _OPEN: {}},
    )
