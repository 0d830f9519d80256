"""The commands of an Instance on its analyses (M2)."""

from datetime import date
from uuid import UUID

from efe_domain.analysis.analysis import Analysis
from efe_domain.analysis.events import DataRequest
from efe_domain.commands.authorization import Rights
from efe_domain.commands.handler import CommandResult, use_case
from efe_domain.shared.bassins import bassin as bassin_of
from efe_domain.shared.documents import Document
from efe_domain.shared.errors import NotFound


class AnalysisCommands(Rights):
    """Each is done by a coordinator of the Instance whose analysis it is. `on` is today when None."""

    @use_case
    def request_data(
        self, analysis_id: UUID, bassin: str, request: DataRequest, *, on: date | None = None
    ) -> CommandResult:
        """`analysis_id` is a new id."""
        self.coordinating(bassin).check_established(self.day(on))
        analysis = self.target(self.load(Analysis, analysis_id))
        analysis.request_data(bassin_of(bassin), request, on=self.day(on))
        return self.record(analysis)

    @use_case
    def record_reminder(
        self, analysis_id: UUID, note: str, *, remind_on: date | None = None, on: date | None = None
    ) -> CommandResult:
        analysis = self.target(self._analysis(analysis_id))
        analysis.record_reminder(note, remind_on=remind_on, on=self.day(on))
        return self.record(analysis)

    @use_case
    def receive_contribution(
        self, analysis_id: UUID, document: Document, reference: str, *, on: date | None = None
    ) -> CommandResult:
        analysis = self.target(self._analysis(analysis_id))
        analysis.receive(document, reference, on=self.day(on))
        return self.record(analysis)

    @use_case
    def write_synthesis(
        self, analysis_id: UUID, text: str, *, crosses: tuple[UUID, ...] = (), on: date | None = None
    ) -> CommandResult:
        """`crosses` are other analyses of the same Instance. Raises `NotFound` for one of another."""
        analysis = self.target(self._analysis(analysis_id))
        crossed = [self.analysis_of(analysis.bassin, each) for each in dict.fromkeys(crosses)]
        analysis.write_synthesis(text, crossed, on=self.day(on))
        return self.record(analysis)

    @use_case
    def adopt_synthesis(self, analysis_id: UUID, *, on: date | None = None) -> CommandResult:
        analysis = self.target(self._analysis(analysis_id))
        analysis.adopt_synthesis(on=self.day(on))
        return self.record(analysis)

    def analysis_of(self, bassin: str, analysis_id: UUID) -> Analysis:
        """Returns an analysis of that Instance. Raises `NotFound`, for one of another too."""
        analysis = self.require(Analysis, analysis_id)
        if analysis.bassin != bassin:
            raise NotFound(Analysis.NOUN, analysis_id)
        return analysis

    def _analysis(self, analysis_id: UUID) -> Analysis:
        analysis = self.require(Analysis, analysis_id)
        self.coordinating(analysis.bassin)
        return analysis
