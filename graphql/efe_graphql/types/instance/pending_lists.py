"""Pending work of one Instance, in lists by kind."""

from datetime import date, timedelta
from typing import Self

import strawberry
from strawberry import field

from efe_domain.shared.bassins import Bassin
from efe_graphql.contract.arguments import days_ahead
from efe_graphql.contract.as_of import ResolvedAsOf
from efe_graphql.types.objects.connection import pages
from efe_graphql.types.objects.lazy import Lazy
from efe_projections.analysis.reads import analyses
from efe_projections.correction.pending import facts_to_reconsider, rectifications_to_confirm, withdrawals_to_confirm
from efe_projections.decision.reads import decisions_to_receive
from efe_projections.meeting.reads import overdue_poles
from efe_projections.opinion.reads import opinions
from efe_projections.pole.reads import expiring_poles
from efe_projections.project.reads import invitations, verdicts_to_give


@strawberry.type(
    description="Ce qui attend une Instance : ce qu'elle a encore à faire, et ce qu'elle attend des autres."
)
class Waiting:
    bassin: Bassin = field(description="Son bassin.")
    day: date = field(description="Le jour en droit.")
    ahead: strawberry.Private[timedelta]
    as_of: strawberry.Private[ResolvedAsOf]

    @classmethod
    def of(cls, bassin: Bassin, day: date, within: int, as_of: ResolvedAsOf) -> Self:
        """Raises `BadUserInput`."""
        return cls(bassin=bassin, day=day, ahead=days_ahead(within), as_of=as_of)

    verdicts_to_give = pages(
        Lazy("ProjectHearing"),
        lambda of, _: verdicts_to_give(of.bassin),
        "Les contenus soumis sur lesquels elle ne s'est pas prononcée, le plus ancien d'abord (PS-ACCORD).",
    )
    invitations_to_answer = pages(
        Lazy("Invitation"),
        lambda of, _: invitations(bassin=of.bassin, open_on=of.day),
        "Les invitations à porter un projet auxquelles ses pôles peuvent répondre, la première à échoir d'abord.",
    )
    renewals_due = pages(
        Lazy("Pole"),
        lambda of, _: expiring_poles(today=of.day, within=of.ahead, bassin=of.bassin),
        "Ses pôles dont le terme prend fin bientôt, à évaluer et à renouveler avant, le premier d'abord (PS-EVAL).",
    )
    decisions_to_receive = pages(
        Lazy("Decision"),
        lambda of, _: decisions_to_receive(of.bassin),
        "Les décisions communiquées et pas encore reçues, la plus ancienne d'abord (PS-COM).",
    )
    opinions_overdue = pages(
        Lazy("Opinion"),
        lambda of, _: opinions(bassin=of.bassin, overdue_on=of.day),
        "Les avis dont la transmission ou la réponse est attendue depuis une échéance passée (PS-AVIS, M4).",
    )
    requests_late = pages(
        Lazy("Analysis"),
        lambda of, _: analyses(bassin=of.bassin, late_on=of.day),
        "Les demandes de données sans réponse après l'échéance, la première due d'abord (M2).",
    )
    meetings_overdue = pages(
        Lazy("Pole"),
        lambda of, _: overdue_poles(day=of.day, bassin=of.bassin),
        "Ses pôles qui auraient dû se réunir à nouveau, par nom (PS-REUNION).",
    )
    rectifications_to_confirm = pages(
        Lazy("Correction"),
        lambda of, _: rectifications_to_confirm(of.bassin),
        "Les rectifications proposées, qu'un autre coordinateur confirme ou abandonne (REGISTRE).",
    )
    withdrawals_to_confirm = pages(
        Lazy("Correction"),
        lambda of, _: withdrawals_to_confirm(of.bassin),
        "Les retraits d'actes proposés, qu'un autre coordinateur confirme ou abandonne (REGISTRE-RETRAIT).",
    )
    to_reconsider = pages(
        Lazy("Correction"),
        lambda of, _: facts_to_reconsider(of.bassin),
        "Ce qu'une rectification ou un retrait remet en question, et que nul n'a encore revu (REGISTRE).",
    )
