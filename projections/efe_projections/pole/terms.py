"""Rows of the terms, evaluations and modalities of a pôle, in its dossier."""

from datetime import date
from typing import Any
from uuid import UUID

from msgspec.structs import asdict

from efe_domain.pole.events import (
    CollegeSeats,
    Criterion,
    ModalitiesAgreed,
    ModalitiesProposed,
    PoleConstituted,
    PoleEvaluated,
    PoleRenewed,
    PoleTakenOver,
)
from efe_domain.pole.modalities import modalities_of
from efe_projections.engine.projection import Projection, RecordedEvent, originator, topics_of
from efe_projections.engine.row import Access, Row
from efe_projections.engine.row_values import keys_of, new_row, row_fold


class TermRow(Row, table="term", key=("pole", "starts"), indexes=(("document_sha256",),), access=Access.DOSSIER):
    """A term, both days included, with the composition checked at its beginning and the evaluation it follows.

    The document is what attests the term in which a pôle was taken over. `continues` is the pôle that this one
    follows, `why` why that one is not evaluated, `meeting` the meeting that the act cites.
    """

    pole: UUID
    starts: date
    ends: date
    bassins: tuple[str, ...]
    decided_on: date
    evaluated_on: date | None
    composition: tuple[CollegeSeats, ...]
    meeting: UUID | None
    continues: UUID | None
    why: str | None
    illustrative: bool
    document_sha256: str | None
    document_size: int | None
    document_media_type: str | None


class EvaluationRow(Row, table="evaluation", key=("pole", "version"), access=Access.DOSSIER):
    """An evaluation of the functioning of a pôle in the term that began on `term_starts`."""

    pole: UUID
    version: int
    bassins: tuple[str, ...]
    term_starts: date
    evaluated_on: date
    criteria: tuple[Criterion, ...]
    conclusion: str
    meeting: UUID | None
    illustrative: bool


class ModalitiesRow(Row, table="modalities", access=Access.DOSSIER, pole="id"):
    """Modalities of meetings and decisions, as last agreed; `id` is the pôle.

    `decision` is that of the pôle; null where it was agreed before 0.3.0.
    """

    id: UUID
    bassins: tuple[str, ...]
    agreed_on: date
    meeting_every_months: int
    quorum_percent: int | None
    remote_allowed: bool
    agreement_per_college: bool
    decision: UUID | None


class ModalitiesProposalRow(Row, table="modalities_proposal", access=Access.DOSSIER, pole="id"):
    """Modalities that the Instance proposes to the pôle `id`, until the pôle decides; its decision cites the hash."""

    id: UUID
    bassins: tuple[str, ...]
    proposed_on: date
    meeting_every_months: int
    quorum_percent: int | None
    remote_allowed: bool
    agreement_per_college: bool
    content_hash: str


def evolve_term(row: TermRow | None, record: RecordedEvent[Any]) -> TermRow | None:
    event = record.event
    match event:
        case PoleConstituted() | PoleRenewed() | PoleTakenOver():
            document = event.document if isinstance(event, PoleTakenOver) else None
            return new_row(
                TermRow,
                record,
                pole=event.originator_id,
                decided_on=event.effective_on,
                evaluated_on=event.evaluated_on if isinstance(event, PoleRenewed) else None,
                meeting=None if isinstance(event, PoleTakenOver) else event.meeting,
                continues=event.continues if isinstance(event, PoleConstituted) else None,
                why=event.why if isinstance(event, PoleConstituted) else None,
                document_sha256=document.sha256 if document else None,
                document_size=document.size if document else None,
                document_media_type=document.media_type if document else None,
            )
        case _:
            return row


def evolve_modalities(row: ModalitiesRow | None, record: RecordedEvent[Any]) -> ModalitiesRow | None:
    match record.event:
        case ModalitiesAgreed() as event:
            return new_row(
                ModalitiesRow,
                record,
                id=event.originator_id,
                agreed_on=event.effective_on,
                **asdict(modalities_of(event)),
            )
        case _:
            return row


def evolve_modalities_proposal(
    row: ModalitiesProposalRow | None, record: RecordedEvent[Any]
) -> ModalitiesProposalRow | None:
    match record.event:
        case ModalitiesProposed(originator_id=pole) as event:
            modalities = modalities_of(event)
            return new_row(
                ModalitiesProposalRow,
                record,
                id=pole,
                proposed_on=event.effective_on,
                content_hash=modalities.hash_for(pole),
                **asdict(modalities),
            )
        case ModalitiesAgreed():
            return None
        case _:
            return row


TERMS = Projection(
    row=TermRow,
    topics=topics_of(PoleConstituted, PoleRenewed, PoleTakenOver),
    keys=keys_of(TermRow, pole="originator_id"),
    evolve=evolve_term,
)
EVALUATIONS = Projection(
    row=EvaluationRow,
    topics=topics_of(PoleEvaluated),
    keys=keys_of(EvaluationRow, pole="originator_id", version="originator_version"),
    evolve=row_fold(EvaluationRow, PoleEvaluated, pole="originator_id", evaluated_on="effective_on"),
)
MODALITIES_PROPOSALS = Projection(
    row=ModalitiesProposalRow,
    topics=topics_of(ModalitiesProposed, ModalitiesAgreed),
    keys=originator,
    evolve=evolve_modalities_proposal,
)
MODALITIES = Projection(
    row=ModalitiesRow, topics=topics_of(ModalitiesAgreed), keys=originator, evolve=evolve_modalities
)
