"""Port of the mails to papers: the convocation as a PDF, read with the rights of its recipient."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, Protocol
from uuid import UUID

from efe_domain.shared.messages import Language


class PaperOutcome(StrEnum):
    """Result of a paper for a mail. `HIDDEN`: the person may not see the meeting."""

    ATTACHED = ""
    HIDDEN = "paper-hidden"
    FAILED = "without-paper"


@dataclass(frozen=True)
class PaperAnswer:
    """Paper for one mail, or why there is none."""

    pdf: bytes | None = None
    outcome: PaperOutcome = PaperOutcome.ATTACHED


class MeetingVersion(NamedTuple):
    """Meeting by its global id, as one version of its row has it."""

    meeting: str
    version: int


class ConvocationPapers(Protocol):
    """Source of the papers of convocations."""

    def paper_of(self, meeting: MeetingVersion, person: UUID, language: Language) -> PaperAnswer:
        """Returns the paper for a person, within seconds; a failure is an outcome."""
        ...


class WithoutPapers:
    """Source of a worker that has no application to read with: mails go without a paper, and their result says so."""

    def paper_of(self, meeting: MeetingVersion, person: UUID, language: Language) -> PaperAnswer:  # noqa: ARG002 - of the protocol
        return PaperAnswer(outcome=PaperOutcome.FAILED)
