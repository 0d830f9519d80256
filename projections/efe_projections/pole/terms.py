"""The life of a pôle in its Instance's dossier: terms, evaluations, modalities."""

from datetime import date
from typing import Any
from uuid import UUID

from efe_domain.pole.events import (
    CollegeSeats,
    Criterion,
    ModalitiesAgreed,
    PoleConstituted,
    PoleEvaluated,
    PoleRenewed,
)
from efe_domain.shared.event import Event
from efe_projections.engine.folding import is_illustrative, originator, topics_of
from efe_projections.engine.projection import Key, Projection, Recorded
from efe_projections.engine.row import Access, Row


class TermRow(Row, table="term", key=("pole", "starts"), access=Access.DOSSIER):
    """A term, both days included, with the composition checked at its beginning and the evaluation it follows."""

    pole: UUID
    starts: date
    ends: date
    bassins: tuple[str, ...]
    decided_on: date
    evaluated_on: date | None
    composition: tuple[CollegeSeats, ...]
    illustrative: bool


class EvaluationRow(Row, table="evaluation", key=("pole", "version"), access=Access.DOSSIER):
    """An evaluation of the functioning of a pôle in the term that began on `term_starts`."""

    pole: UUID
    version: int
    bassins: tuple[str, ...]
    term_starts: date
    evaluated_on: date
    criteria: tuple[Criterion, ...]
    conclusion: str
    illustrative: bool


class ModalitiesRow(Row, table="modalities", access=Access.DOSSIER, pole="id"):
    """How the pôle meets, as last agreed; `id` is the pôle."""

    id: UUID
    bassins: tuple[str, ...]
    agreed_on: date
    meeting_every_months: int
    quorum_percent: int | None
    remote_allowed: bool


def evolve_term(row: TermRow | None, recorded: Recorded[Any]) -> TermRow | None:
    event = recorded.event
    match event:
        case PoleConstituted() | PoleRenewed():
            return TermRow(
                pole=event.originator_id,
                starts=event.starts,
                ends=event.ends,
                bassins=event.bassins,
                decided_on=event.effective_on,
                evaluated_on=event.evaluated_on if isinstance(event, PoleRenewed) else None,
                composition=event.composition,
                illustrative=is_illustrative(recorded),
            )
        case _:
            return row


def evolve_evaluation(row: EvaluationRow | None, recorded: Recorded[Any]) -> EvaluationRow | None:
    match recorded.event:
        case PoleEvaluated() as event:
            return EvaluationRow(
                pole=event.originator_id,
                version=event.originator_version,
                bassins=event.bassins,
                term_starts=event.term_starts,
                evaluated_on=event.effective_on,
                criteria=event.criteria,
                conclusion=event.conclusion,
                illustrative=is_illustrative(recorded),
            )
        case _:
            return row


def evolve_modalities(row: ModalitiesRow | None, recorded: Recorded[Any]) -> ModalitiesRow | None:
    match recorded.event:
        case ModalitiesAgreed() as event:
            return ModalitiesRow(
                id=event.originator_id,
                bassins=event.bassins,
                agreed_on=event.effective_on,
                meeting_every_months=event.meeting_every_months,
                quorum_percent=event.quorum_percent,
                remote_allowed=event.remote_allowed,
            )
        case _:
            return row


def term_keys(event: Event) -> list[Key]:
    match event:
        case PoleConstituted(starts=starts) | PoleRenewed(starts=starts):
            return [(event.originator_id, starts)]
        case _:
            return []


def evaluation_keys(event: Event) -> list[Key]:
    return [(event.originator_id, event.originator_version)]


TERMS = Projection(row=TermRow, topics=topics_of(PoleConstituted, PoleRenewed), keys=term_keys, evolve=evolve_term)
EVALUATIONS = Projection(
    row=EvaluationRow, topics=topics_of(PoleEvaluated), keys=evaluation_keys, evolve=evolve_evaluation
)
MODALITIES = Projection(
    row=ModalitiesRow, topics=topics_of(ModalitiesAgreed), keys=originator, evolve=evolve_modalities
)
