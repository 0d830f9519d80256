"""Lists of decisions, those to communicate or to receive (PS-COM), and positions signed by members."""

from uuid import UUID

from efe_domain.decision.events import DecisionKind
from efe_projections.decision.consultation import ObjectionRow, PositionRow
from efe_projections.decision.rows import DecisionRow, DecisionState
from efe_projections.engine.batch import by
from efe_projections.engine.listing import Listing, listing
from efe_projections.engine.query import ReadQuery
from efe_projections.engine.searching import holds_words, words_in
from efe_projections.engine.viewer import Viewer


def decisions(
    *,
    pole: UUID | None = None,
    bassin: str | None = None,
    kind: DecisionKind | None = None,
    state: DecisionState | None = None,
    subject: UUID | None = None,
    search: str | None = None,
) -> Listing[DecisionRow]:
    """Returns decisions, the first proposed first, within a day too; `search` looks at titles and texts."""
    return listing(
        DecisionRow,
        "proposed_on",
        "proposed_position",
        when={
            "pole = %(pole)s": {"pole": pole},
            "bassin = %(bassin)s": {"bassin": bassin},
            "kind = %(kind)s": {"kind": kind},
            "state = %(state)s": {"state": state},
            "subject = %(subject)s": {"subject": subject},
            holds_words(("decision.title", "decision.text")): {"words": words_in(search)},
        },
    )


def decisions_to_communicate(bassin: str | None = None) -> Listing[DecisionRow]:
    """Returns the adopted decisions not communicated yet, the first adopted first."""
    return _waiting("adopted_on", DecisionState.ADOPTED, bassin)


def decisions_to_receive(bassin: str | None = None) -> Listing[DecisionRow]:
    """Returns the communicated decisions not received yet, the first communicated first."""
    return _waiting("communicated_on", DecisionState.COMMUNICATED, bassin)


def _waiting(since: str, state: DecisionState, bassin: str | None) -> Listing[DecisionRow]:
    return listing(
        DecisionRow,
        since,
        "id",
        when={"state = %(state)s": {"state": state}, "bassin = %(bassin)s": {"bassin": bassin}},
    )


def positions_signed(sha256: str, at: int, viewer: Viewer) -> ReadQuery[PositionRow]:
    """Returns the visible positions for which a member signed that document."""
    return by(PositionRow, "document_sha256").read([(sha256,)], at, viewer)


def withdrawals_signed(sha256: str, at: int, viewer: Viewer) -> ReadQuery[ObjectionRow]:
    """Returns the visible objections that such a document withdrew."""
    return by(ObjectionRow, "document_sha256").read([(sha256,)], at, viewer)
