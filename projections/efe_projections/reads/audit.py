"""The audit trail of an Instance, in the order of the ledger."""

from collections.abc import Sequence
from uuid import UUID

from efe_domain.law import Rule
from efe_projections.audit import AuditEntryRow
from efe_projections.reads.listing import Listing, listing


def audit_trail(
    bassin: str,
    *,
    kinds: Sequence[str] | None = None,
    subject: UUID | None = None,
    actor: str | None = None,
    rule: Rule | None = None,
) -> Listing[AuditEntryRow]:
    """`kinds` are topics."""
    return listing(
        AuditEntryRow,
        "position",
        when={
            "bassin = %(bassin)s": {"bassin": bassin},
            "kind = any(%(kinds)s)": {"kinds": None if kinds is None else list(kinds)},
            "subject = %(subject)s": {"subject": subject},
            "actor = %(actor)s": {"actor": actor},
            "rule = %(rule)s": {"rule": rule},
        },
    )
