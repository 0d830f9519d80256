"""Events of an analysis: data requests, contributions, and syntheses that cross several analyses."""

from datetime import date
from enum import StrEnum
from uuid import UUID

import msgspec

from efe_domain.law.rules import Rule
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.documents import Document
from efe_domain.shared.event import Event


class AnalysisSource(StrEnum):
    """Source of an analysis (M2-SUJETS)."""

    ADMINISTRATION = "administration"
    OPERATOR = "operator"
    EXPERT = "expert"


class AnalysisSubject(StrEnum):
    """Subject of an analysis: needs of employment, existing supply, available resources (M2-SUJETS)."""

    EMPLOYMENT_NEEDS = "employment-needs"
    EXISTING_SUPPLY = "existing-supply"
    AVAILABLE_RESOURCES = "available-resources"


class DataRequest(msgspec.Struct, frozen=True, kw_only=True):
    """Data request to a provider, due on `due_on` at the latest.

    `remind_on` is the day from which a reminder is due as long as nothing has come: the deadline unless another is
    given.
    """

    subject: AnalysisSubject
    source: AnalysisSource
    provider: str
    question: str
    due_on: date
    remind_on: date | None = None


class DataRequested(Event, topic="analysis.data-requested.v1", command="requestData", rule=Rule.M2_SUJETS):
    """The Instance asked a provider for data."""

    bassin: Bassin
    request: DataRequest
    effective_on: date


class ReminderRecorded(Event, topic="analysis.reminder-recorded.v1", command="recordReminder", rule=Rule.M2):
    """The provider was reminded; `remind_on` is the day of the next reminder, if there is to be one."""

    note: str
    remind_on: date | None
    effective_on: date


class ContributionReceived(
    Event, topic="analysis.contribution-received.v1", command="receiveContribution", rule=Rule.M2
):
    """The provider contributed: a document, known by its fingerprint, and the reference by which it is cited."""

    document: Document
    reference: str
    effective_on: date


class SynthesisWritten(Event, topic="analysis.synthesis-written.v1", command="writeSynthesis", rule=Rule.M2):
    """The Instance wrote the synthesis of that number, from 1; it crosses this analysis with others of its own."""

    number: int
    text: str
    crosses: tuple[UUID, ...]
    effective_on: date


class SynthesisAdopted(Event, topic="analysis.synthesis-adopted.v1", command="adoptSynthesis", rule=Rule.M2):
    """The Instance adopted the synthesis of that number; it replaces the one adopted before."""

    number: int
    effective_on: date


type AnalysisEvent = DataRequested | ReminderRecorded | ContributionReceived | SynthesisWritten | SynthesisAdopted
