"""Response classes of the GraphQL documents beside this module, written by `efe schema`."""

from datetime import date
from typing import Final

from efe_infra.console.register.documents import Document
from efe_infra.console.register.responses import Response


class DecisionPaperPole(Response):
    name: str


class DecisionPaperOperator(Response):
    name: str


class DecisionPaperDecisionPosition(Response):
    taken_on: date
    stance: str
    operator: DecisionPaperOperator | None


class DecisionPaperDecisionDossier(Response):
    positions: tuple[DecisionPaperDecisionPosition, ...]


class DecisionPaperDecision(Response):
    id: str
    title: str
    text: str
    bassin: str
    kind: str
    state: str
    proposed_on: date
    adopted_on: date | None
    communicated_on: date | None
    received_on: date | None
    closed_on: date | None
    pole: DecisionPaperPole | None
    dossier: DecisionPaperDecisionDossier | None


class DecisionPaperResponse(Response):
    decision: DecisionPaperDecision | None


DECISION_PAPER: Final = Document("decision_paper", DecisionPaperResponse)
