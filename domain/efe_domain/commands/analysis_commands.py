"""The commands of an Instance on its analyses (M2).

Each is done by a coordinator of the Instance whose analysis it is. `on` is today when None.
"""

from datetime import date
from uuid import UUID

from efe_domain.analysis.analysis import Analysis
from efe_domain.analysis.events import DataRequest
from efe_domain.commands.authorization import coordinating
from efe_domain.commands.handler import CommandResult, UseCases, use_case
from efe_domain.shared.bassins import bassin as bassin_of
from efe_domain.shared.documents import Document
from efe_domain.shared.errors import NotFound


@use_case
def request_data(
    uow: UseCases, analysis_id: UUID, bassin: str, request: DataRequest, *, on: date | None = None
) -> CommandResult:
    """`analysis_id` is a new id."""
    coordinating(uow, bassin).check_established(uow.day(on))
    analysis = uow.target(uow.load(Analysis, analysis_id))
    analysis.request_data(bassin_of(bassin), request, on=uow.day(on))
    return uow.record(analysis)


@use_case
def record_reminder(
    uow: UseCases, analysis_id: UUID, note: str, *, remind_on: date | None = None, on: date | None = None
) -> CommandResult:
    analysis = uow.target(_analysis(uow, analysis_id))
    analysis.record_reminder(note, remind_on=remind_on, on=uow.day(on))
    return uow.record(analysis)


@use_case
def receive_contribution(
    uow: UseCases, analysis_id: UUID, document: Document, reference: str, *, on: date | None = None
) -> CommandResult:
    analysis = uow.target(_analysis(uow, analysis_id))
    analysis.receive(document, reference, on=uow.day(on))
    return uow.record(analysis)


@use_case
def write_synthesis(
    uow: UseCases, analysis_id: UUID, text: str, *, crosses: tuple[UUID, ...] = (), on: date | None = None
) -> CommandResult:
    """`crosses` are other analyses of the same Instance. Raises `NotFound` for one of another."""
    analysis = uow.target(_analysis(uow, analysis_id))
    crossed = [analysis_of(uow, analysis.bassin, each) for each in dict.fromkeys(crosses)]
    analysis.write_synthesis(text, crossed, on=uow.day(on))
    return uow.record(analysis)


@use_case
def adopt_synthesis(uow: UseCases, analysis_id: UUID, *, on: date | None = None) -> CommandResult:
    analysis = uow.target(_analysis(uow, analysis_id))
    analysis.adopt_synthesis(on=uow.day(on))
    return uow.record(analysis)


def analysis_of(uow: UseCases, bassin: str, analysis_id: UUID) -> Analysis:
    """Returns an analysis of that Instance. Raises `NotFound`, for one of another too."""
    analysis = uow.require(Analysis, analysis_id)
    if analysis.bassin != bassin:
        raise NotFound(Analysis.NOUN, analysis_id)
    return analysis


def _analysis(uow: UseCases, analysis_id: UUID) -> Analysis:
    analysis = uow.require(Analysis, analysis_id)
    coordinating(uow, analysis.bassin)
    return analysis
