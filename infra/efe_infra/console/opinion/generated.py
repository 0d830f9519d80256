"""Response classes of the GraphQL documents beside this module, written by `efe schema`."""

from datetime import date
from typing import Final

from efe_infra.console.document.generated import Attached, Noted
from efe_infra.console.register.documents import Document
from efe_infra.console.register.generated import NextStep, Told
from efe_infra.console.register.responses import Connection, Response
from efe_infra.console.web.generated import CommandOffer, Frame, FrameAndLaw, Standing


class OpinionCriterion(Response):
    topic: str
    label: str | None
    finding: str


class OpinionProject(Response):
    id: str
    title: str


class OpinionTheme(Response):
    label: str


class OpinionOperator(Response):
    name: str


class OpinionBody(Response):
    name: str


class OpinionPole(Response):
    id: str
    name: str


class OpinionFollowUp(Response):
    kind: str
    on: date
    text: str | None
    operator: OpinionOperator | None


class OpinionDossier(Response):
    attachments: tuple[Attached, ...]
    follow_ups: tuple[OpinionFollowUp, ...]


class Opinion(Response):
    id: str
    available_commands: tuple[CommandOffer, ...] | None = None
    bassin: str
    kind: str
    state: str
    title: str | None
    impact: str | None
    conclusion: str | None
    criteria: tuple[OpinionCriterion, ...]
    subject_kind: str
    file: str | None
    project: OpinionProject | None
    theme: OpinionTheme | None
    requester: str | None
    begun_on: date
    due_on: date | None
    errata: tuple[Noted, ...]
    adopted_on: date | None
    transmitted_on: date | None
    answer_due_on: date | None
    answered_on: date | None
    effect_on: date | None
    overdue: bool
    next_step: NextStep | None = None
    operator_kinds: tuple[str, ...]
    operators: tuple[OpinionOperator, ...]
    body: OpinionBody | None
    pole: OpinionPole | None
    dossier: OpinionDossier | None
    illustrative: bool
    history: Told | None = None


class OpinionResponse(Frame):
    viewer: Standing | None = None
    opinion: Opinion | None


class OpinionCommandOpinionCriterion(Response):
    topic: str
    finding: str


class OpinionCommandOperator(Response):
    id: str
    name: str


class OpinionCommandPole(Response):
    id: str


class OpinionCommandOpinion(Response):
    id: str
    available_commands: tuple[CommandOffer, ...]
    version: int
    bassin: str
    title: str | None
    impact: str | None
    conclusion: str | None
    operator_kinds: tuple[str, ...]
    criteria: tuple[OpinionCommandOpinionCriterion, ...]
    operators: tuple[OpinionCommandOperator, ...]
    pole: OpinionCommandPole | None


class OpinionCommandResponse(FrameAndLaw):
    opinion: OpinionCommandOpinion | None


class OpinionDecisionsDecision(Response):
    id: str
    title: str
    state: str


class OpinionDecisionsResponse(Response):
    decisions: Connection[OpinionDecisionsDecision]


OPINION: Final = Document("opinion", OpinionResponse)
OPINION_COMMAND: Final = Document("opinion_command", OpinionCommandResponse)
OPINION_DECISIONS: Final = Document("opinion_decisions", OpinionDecisionsResponse)
