"""Lists of decisions, and those that somebody has still to communicate or to receive (PS-COM)."""

from uuid import UUID

from efe_domain.decision.events import DecisionKind
from efe_projections.decision.rows import DecisionRow, DecisionState
from efe_projections.engine.listing import Listing, listing


def decisions(
    *,
    pole: UUID | None = None,
    bassin: str | None = None,
    kind: DecisionKind | None = None,
    state: DecisionState | None = None,
    subject: UUID | None = None,
) -> Listing[DecisionRow]:
    """The first proposed comes first."""
    return listing(
        DecisionRow,
        "proposed_on",
        "id",
        when={
            "pole = %(pole)s": {"pole": pole},
            "bassin = %(bassin)s": {"bassin": bassin},
            "kind = %(kind)s": {"kind": kind},
            "state = %(state)s": {"state": state},
            "subject = %(subject)s": {"subject": subject},
        },
    )


def decisions_to_communicate(bassin: str | None = None) -> Listing[DecisionRow]:
    """Adopted and not communicated: the first adopted comes first."""
    return _waiting("adopted_on", DecisionState.ADOPTED, bassin)


def decisions_to_receive(bassin: str | None = None) -> Listing[DecisionRow]:
    """Communicated and not received: the first communicated comes first."""
    return _waiting("communicated_on", DecisionState.COMMUNICATED, bassin)


def _waiting(since: str, state: DecisionState, bassin: str | None) -> Listing[DecisionRow]:
    return listing(
        DecisionRow,
        since,
        "id",
        when={"state = %(state)s": {"state": state}, "bassin = %(bassin)s": {"bassin": bassin}},
    )
