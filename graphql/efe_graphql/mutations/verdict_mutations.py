"""The commands of an Instance on the projects put to it."""

from uuid import UUID

import strawberry
from strawberry import ID, field

from efe_domain.commands.handler import CommandResult
from efe_domain.platform import Platform
from efe_domain.project.events import SupportKind, SupportPhase, VerdictKind
from efe_domain.project.verdicts import Verdict
from efe_domain.shared.bassins import Bassin
from efe_graphql.contract.global_id import uuid_of, uuid_or_none
from efe_graphql.mutations.project_mutations import ProjectCommandInput

BASSIN = "Le bassin de l'Instance qui agit."


@strawberry.input(description="Donner le verdict d'une Instance sur le contenu qu'elle a jugé (PS-ACCORD).")
class GiveVerdictInput(ProjectCommandInput):
    bassin: Bassin = field(description=BASSIN)
    verdict: VerdictKind = field(description="Ce que l'Instance dit.")
    content_hash: str = field(description="L'empreinte du contenu qu'elle a jugé : s'il a changé, c'est refusé.")
    conditions: str = field(default="", description="Les conditions d'un accord sous conditions.")
    reasons: str = field(default="", description="Les raisons ; un refus en a.")
    meeting_id: ID | None = field(default=None, description="La réunion où l'Instance s'est prononcée.")

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        verdict = Verdict(
            kind=self.verdict,
            conditions=self.conditions,
            reasons=self.reasons,
            meeting=uuid_or_none("Meeting", self.meeting_id),
        )
        return platform.give_verdict(self.bassin, self.project, verdict, self.content_hash, on=self.effective_on)


@strawberry.input(description="Apporter à un projet le soutien d'une Instance qui a donné son accord (PS-SOUTIEN).")
class GrantSupportInput(ProjectCommandInput):
    bassin: Bassin = field(description=BASSIN)
    kind: SupportKind = field(description="La sorte du soutien.")
    phase: SupportPhase = field(description="À quoi il sert (PS-PHASES).")
    description: str = field(description="En quoi il consiste.")

    def dispatch(self, platform: Platform, new_id: UUID) -> CommandResult:
        return platform.grant_support(
            self.bassin, self.project, new_id, self.kind, self.phase, self.description, on=self.effective_on
        )


@strawberry.input(description="Mettre fin au soutien d'une Instance.")
class EndSupportInput(ProjectCommandInput):
    bassin: Bassin = field(description=BASSIN)
    support_id: ID = field(description="Le soutien.")
    reason: str = field(description="Pourquoi.")

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        support = uuid_of("Support", self.support_id)
        return platform.end_support(self.bassin, self.project, support, self.reason, on=self.effective_on)
