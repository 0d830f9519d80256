"""Commands of an Instance on the projects submitted to it: verdicts, conditions, support."""

from datetime import date
from typing import Any
from uuid import UUID

import strawberry
from strawberry import ID, field

from efe_domain.commands.handler import CommandResult
from efe_domain.platform import Platform
from efe_domain.project.events import SupportKind, SupportPhase, VerdictKind
from efe_domain.project.verdicts import Verdict
from efe_domain.shared.bassins import Bassin
from efe_graphql.contract.global_id import uuid_of, uuid_or_none
from efe_graphql.mutations.execute import optional_arguments
from efe_graphql.mutations.project_mutations import ProjectCommandInput

BASSIN = "Le bassin de l'Instance qui agit."


@strawberry.input
class VerdictInput(ProjectCommandInput):
    """Verdict of an Instance on a content, first or revised."""

    bassin: Bassin = field(description=BASSIN)
    verdict: VerdictKind = field(description="Ce que l'Instance dit.")
    content_hash: str = field(description="L'empreinte du contenu qu'elle a jugé : s'il a changé, c'est refusé.")
    conditions: str = field(default="", description="La condition d'un accord sous conditions.")
    condition_list: list[str] = field(
        default_factory=list, description="Les conditions, ou les suivantes, une à une : chacune est suivie."
    )
    reasons: str = field(default="", description="Les raisons ; un refus en a.")
    meeting_id: ID | None = field(
        default=None, description="La réunion, tenue, d'un organe de l'Instance où elle s'est prononcée."
    )
    without_meeting: str = field(default="", description="Pourquoi elle s'est prononcée sans réunion, sinon.")
    condition_due_on: list[date | None] = field(
        default_factory=list, description="Le dernier jour pour remplir chaque condition, dans leur ordre."
    )

    def due(self) -> dict[str, Any]:
        """Returns the argument of a use case for the last days of the conditions, if one has a last day."""
        return optional_arguments(due=tuple(self.condition_due_on))

    def said(self) -> Verdict:
        return Verdict(
            kind=self.verdict,
            conditions=(*((self.conditions,) if self.conditions else ()), *self.condition_list),
            reasons=self.reasons,
            meeting=uuid_or_none("Meeting", self.meeting_id),
            without_meeting=self.without_meeting,
        )


@strawberry.input(description="Donner le verdict d'une Instance sur le contenu qu'elle a jugé (PS-ACCORD).")
class GiveVerdictInput(VerdictInput):
    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        verdict, on = self.said(), self.effective_on
        return platform.give_verdict(self.bassin, self.project, verdict, self.content_hash, on=on, **self.due())


@strawberry.input(description="Réviser le verdict d'une Instance sur le même contenu, à partir de ce jour.")
class ReviseVerdictInput(VerdictInput):
    why: str = field(description="Pourquoi.")

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        verdict, on = self.said(), self.effective_on
        why, judged = self.why, self.content_hash
        return platform.revise_verdict(self.bassin, self.project, verdict, why, judged, on=on, **self.due())


@strawberry.input(description="Dire quand une Instance compte se prononcer sur le contenu qui lui est soumis.")
class ExpectVerdictInput(ProjectCommandInput):
    bassin: Bassin = field(description=BASSIN)
    expected_on: date = field(description="Le dernier jour attendu.")

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        return platform.expect_verdict(self.bassin, self.project, self.expected_on, on=self.effective_on)


@strawberry.input(description="Consigner qu'une condition du verdict d'une Instance est remplie, d'après elle.")
class MeetConditionInput(ProjectCommandInput):
    bassin: Bassin = field(description=BASSIN)
    condition: int = field(description="Le rang de la condition, à partir de 1.")
    finding: str = field(description="Comment elle est remplie.")

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        return platform.meet_condition(self.bassin, self.project, self.condition, self.finding, on=self.effective_on)


@strawberry.input(description="Apporter à un projet le soutien d'une Instance qui a donné son accord (PS-SOUTIEN).")
class GrantSupportInput(ProjectCommandInput):
    bassin: Bassin = field(description=BASSIN)
    kind: SupportKind = field(description="La sorte du soutien.")
    phase: SupportPhase = field(description="À quoi il sert (PS-PHASES).")
    description: str = field(description="En quoi il consiste.")
    hours: int | None = field(default=None, description="Combien d'heures sont prévues en tout, si c'est connu.")
    starts: date | None = field(default=None, description="Le premier jour prévu, si c'est connu.")
    ends: date | None = field(default=None, description="Le dernier jour prévu, si c'est connu.")

    def dispatch(self, platform: Platform, new_id: UUID) -> CommandResult:
        return platform.grant_support(
            self.bassin,
            self.project,
            new_id,
            self.kind,
            self.phase,
            self.description,
            on=self.effective_on,
            **self.foreseen(),
        )

    def foreseen(self) -> dict[str, Any]:
        """Returns the hours and days that the Instance foresees; zero hours are refused, not left out."""
        later = {"hours": self.hours, "starts": self.starts, "ends": self.ends}
        return {name: value for name, value in later.items() if value is not None}


@strawberry.input(description="Mettre fin au soutien d'une Instance.")
class EndSupportInput(ProjectCommandInput):
    bassin: Bassin = field(description=BASSIN)
    support_id: ID = field(description="Le soutien.")
    reason: str = field(description="Pourquoi.")

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        support = uuid_of("Support", self.support_id)
        return platform.end_support(self.bassin, self.project, support, self.reason, on=self.effective_on)
